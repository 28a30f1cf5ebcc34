import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useRef, useState } from 'react'
import type { ImportKind } from '#contract/registry/words.ts'
import { api } from '../../shell/api.ts'
import { newKey } from '../../ui/newKey.ts'

export interface UploadOptions {
  kind?: ImportKind
  asOf?: string
  mode: 'incremental' | 'full'
  /** Read it although the same bytes are in. */
  again?: 'true'
}

export interface Upload {
  id: number
  file: File
  options: UploadOptions
  state: 'waiting' | 'sending' | 'sent' | 'known' | 'failed' | 'stopped'
  since: string
  batchId: string | null
  problem: unknown
  /** One number for all tries of one file: a lost answer does not make a second batch. */
  key: string
}

let serial = 0

/** Files on their way to the server, one after the other, in the order they were dropped. */
export function useUploads() {
  const queries = useQueryClient()
  const [uploads, setUploads] = useState<Upload[]>([])
  const stop = useRef<AbortController | null>(null)
  const change = useCallback(
    (id: number, part: Partial<Upload>) =>
      setUploads((all) => all.map((u) => (u.id === id ? { ...u, ...part } : u))),
    [],
  )

  const next = uploads.some((u) => u.state === 'sending')
    ? undefined
    : uploads.find((u) => u.state === 'waiting')
  useEffect(() => {
    if (!next) return
    const controller = new AbortController()
    stop.current = controller
    change(next.id, { state: 'sending', since: new Date().toISOString(), problem: null })
    send(next, controller.signal)
      .then((part) => change(next.id, part))
      .catch((problem: unknown) =>
        change(next.id, controller.signal.aborted ? { state: 'stopped' } : { state: 'failed', problem }),
      )
      .finally(() => void queries.invalidateQueries({ queryKey: ['imports'] }))
  }, [next, queries, change])

  return {
    uploads,
    active: uploads.some((u) => u.state === 'waiting' || u.state === 'sending'),
    add: (files: readonly File[], options: UploadOptions) =>
      setUploads((all) => [...all, ...files.map((file) => start(file, options))]),
    retry: (id: number) => change(id, { state: 'waiting' }),
    again: (u: Upload) =>
      change(u.id, { state: 'waiting', key: newKey(), options: { ...u.options, again: 'true' } }),
    cancel: (u: Upload) =>
      u.state === 'sending' ? stop.current?.abort() : change(u.id, { state: 'stopped' }),
    clear: () => setUploads((all) => all.filter((u) => u.state === 'waiting' || u.state === 'sending')),
  }
}

function start(file: File, options: UploadOptions): Upload {
  return {
    id: ++serial,
    file,
    options,
    state: 'waiting',
    since: '',
    batchId: null,
    problem: null,
    key: newKey(),
  }
}

async function send(u: Upload, signal: AbortSignal): Promise<Partial<Upload>> {
  const batch = await api.uploadList({
    query: { fileName: u.file.name, ...u.options },
    file: u.file,
    key: u.key,
    signal,
  })
  return { state: batch.known ? 'known' : 'sent', batchId: batch.id }
}
