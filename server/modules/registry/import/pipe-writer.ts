import { writeSync } from 'node:fs'

/** Writes whole buffers in blocking mode: back-pressure comes from the pipe, memory stays flat. */
export class PipeWriter {
  private text = ''
  private readonly fd: number
  private readonly limit: number
  private readonly before: PipeWriter | null
  /** `before` is emptied first: the parent takes no rows until it has heard which sheet they are of. */
  constructor(fd: number, limit: number, before: PipeWriter | null = null) {
    this.fd = fd
    this.limit = limit
    this.before = before
  }
  add(text: string): void {
    this.text += text
    if (this.text.length > this.limit) this.flush()
  }
  flush(): void {
    this.before?.flush()
    const buffer = Buffer.from(this.text)
    this.text = ''
    for (let at = 0; at < buffer.length; ) {
      try {
        at += writeSync(this.fd, buffer, at)
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2)
      }
    }
  }
}
