import * as z from 'zod'
import { DeskActionInput } from '#contract/financing/case.routes.ts'
import { DeclarationActionInput } from '#contract/financing/declaration.routes.ts'

/** A step is checked before it is sent; its version is added only then, so any will do here. */
const versioned = (step: unknown) => ({ ...(step as object), version: 1 })

export const declarationStepSchema = z.preprocess(versioned, DeclarationActionInput)
export const deskStepSchema = z.preprocess(versioned, DeskActionInput)
