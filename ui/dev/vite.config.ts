// For looking at the screens in a browser while drawing them: the real screens, with canned answers in place of
// Rust. Never part of the program: the shipped build uses ../vite.config.ts and knows nothing of this folder.
//   npm run dev        then open the address it prints with ?scene=open

import { fileURLToPath } from 'node:url'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vite'

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))

export default defineConfig({
  root: here('..'),
  base: './',
  plugins: [vue()],
  resolve: {
    alias: [
      { find: '@/ipc/call', replacement: here('./call.ts') },
      { find: '@', replacement: here('../src') },
    ],
  },
  build: { target: ['chrome109', 'safari15'], modulePreload: { polyfill: false }, assetsInlineLimit: 0 },
})
