import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'

const root = dirname(fileURLToPath(import.meta.url))
const entries = ['console', 'field', 'portal']

const nonce = "{ csp: { nonce: document.querySelector('script[nonce]')?.nonce } }"

/** Where the component library makes a style element without a nonce: module, what stands there, what shall. */
const patches = [
  ['/getScrollBarSize', '}`, randomId);', `}\`, randomId, ${nonce});`],
  ['/useScrollLocker', '}`, id);', `}\`, id, ${nonce});`],
] as const

/**
 * Two helpers of the component library (measuring scroll bars, holding the page still under a dialog) make style
 * elements without a nonce; the page's policy then refuses them and reports a violation. They get it here.
 */
const nonceForStyles: Plugin = {
  name: 'nonce-for-styles',
  transform(code, id) {
    const patch = patches.find(([module]) => id.includes(module))
    if (!patch) return null
    const patched = code.replace(patch[1], patch[2])
    if (patched === code) throw new Error(`${patch[0]} has changed: look at its style element again`)
    return patched
  },
}

/** One package, three pages; every script and style carries the nonce the server fills in. */
export default defineConfig({
  root,
  base: '/',
  plugins: [react(), nonceForStyles],
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
