import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

const root = dirname(fileURLToPath(import.meta.url))
const entries = ['console', 'field', 'portal']

/** One package, three pages; every script and style carries the nonce the server fills in (control C7). */
export default defineConfig({
  root,
  base: '/',
  plugins: [react()],
  html: { cspNonce: '__NONCE__' },
  build: {
    outDir: join(root, '..', 'dist', 'web'),
    emptyOutDir: true,
    target: 'es2022',
    sourcemap: false,
    modulePreload: { polyfill: false },
    rollupOptions: { input: Object.fromEntries(entries.map((e) => [e, join(root, e, 'index.html')])) },
    chunkSizeWarningLimit: 1500,
  },
  server: { proxy: { '/api': 'http://127.0.0.1:8080' } },
})
