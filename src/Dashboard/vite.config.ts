import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

// `npm run dev` shows the sources as they are edited, over the API that KDIFFE_API names.
const api = process.env['KDIFFE_API'] ?? 'http://localhost:8080';
const routes = ['audit', 'data', 'entities', 'export', 'features', 'hangfire', 'health', 'interactions', 'items', 'keys', 'login', 'logout', 'metrics', 'nodes', 'relations', 'snapshots', 'swagger', 'training', 'triples', 'users', 'webhooks'];

export default defineConfig({
  plugins: [react(), tailwindcss()],
  server: { proxy: Object.fromEntries(routes.map((route) => [`/${route}`, api])) },
  build: {
    outDir: '../Api/wwwroot',
    emptyOutDir: true,
    // Everything comes as a file of this service: the pages' policy allows nothing that lies in the markup.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
});
