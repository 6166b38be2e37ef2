import preact from '@preact/preset-vite';
import { defineConfig } from 'vite';

/** Where `npm run dev` finds the server that it starts beside Vite. */
const target = process.env.MUSTER_DEV_SERVER ?? 'http://127.0.0.1:3000';
/** The page's own host is passed on: the server takes what comes from elsewhere for another site's page. */
const server = { target, changeOrigin: false };

export default defineConfig({
  root: 'game-client',
  publicDir: '../public',
  plugins: [preact()],
  build: {
    outDir: '../dist/client',
    emptyOutDir: true,
    target: 'es2022',
    // Phaser is one large chunk on purpose: it is fetched when a match starts, not before.
    chunkSizeWarningLimit: 2000,
  },
  server: {
    proxy: {
      '/api': server,
      '/healthz': server,
      '/socket.io': { ...server, ws: true },
    },
  },
});
