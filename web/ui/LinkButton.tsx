import { createLink } from '@tanstack/react-router'
import { Button, type ButtonProps } from 'antd'
import type { Ref } from 'react'

/** A link that looks like a button: it goes somewhere, so it is a link to keyboard and reader. */
export const LinkButton = createLink(function LinkLike({
  ref,
  ...props
}: ButtonProps & { ref?: Ref<HTMLAnchorElement> }) {
  return <Button {...props} ref={ref} />
})
