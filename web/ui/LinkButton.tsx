import { createLink } from '@tanstack/react-router'
import { Button, type ButtonProps } from 'antd'
import type { AnchorHTMLAttributes, Ref } from 'react'

interface Props extends Omit<AnchorHTMLAttributes<HTMLAnchorElement>, 'type'> {
  primary?: boolean
  small?: boolean
  ref?: Ref<HTMLAnchorElement>
}

function AnchorButton({ primary, small, ref, ...props }: Props) {
  return (
    <Button
      {...(props as ButtonProps)}
      ref={ref}
      type={primary ? 'primary' : 'default'}
      size={small ? 'small' : 'medium'}
    />
  )
}

/** A link that looks like a button: it goes somewhere, so it can be opened in a new tab; a button does something. */
export const LinkButton = createLink(AnchorButton)
