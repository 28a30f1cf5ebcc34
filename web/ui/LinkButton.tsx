import { createLink } from '@tanstack/react-router'
import { Button } from 'antd'

/** A link that looks like a button: it goes somewhere, so it can be opened in a new tab; a button does something. */
export const LinkButton = createLink(Button)
