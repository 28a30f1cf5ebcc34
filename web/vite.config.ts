import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'

const root = dirname(fileURLToPath(import.meta.url))
const entries = ['console', 'field', 'portal']

/**
 * One helper of the component library measures scroll bars with a style element and gives it no nonce; the page's
 * policy then refuses it and reports a violation. It gets the page's nonce here.
 */
const nonceForScrollbars: Plugin = {
  name: 'nonce-for-scrollbars',
  transform(code, id) {
    if (!id.includes('/getScrollBarSize')) return null
    const patched = code.replace(
      '}`, randomId);',
      "}`, randomId, { csp: { nonce: document.querySelector('script[nonce]')?.nonce } });",
    )
    if (patched === code) throw new Error('getScrollBarSize has changed: look at its style element again')
    return patched
  },
}

/** One package, three pages; every script and style carries the nonce the server fills in (control C7). */
export default defineConfig({
  root,
  base: '/',
  plugins: [react(), nonceForScrollbars],
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
