import { readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { build, type Plugin } from 'esbuild';
import { repositoryRoot } from '../paths.ts';

export const consoleSources = ['edge/console/**/*.{ts,tsx,css,html}', 'core/src/**/*.ts', 'package-lock.json'];

const folder = join(repositoryRoot, 'edge', 'console');
/** Under which path the edge serves it. */
const base = '/console';

/** Words in fifty languages, JSON Schema and compilation ahead of time: the console only checks answers. Half of the first load. */
const leftOutOfZod =
  /(?:locales\/index|json-schema-processors|json-schema-generator|(?:from|to)-json-schema|core\/compile|\.\/compile)\.js$/;

const withoutUnusedZod: Plugin = {
  name: 'without-unused-zod',
  setup: ({ onResolve, onLoad }) => {
    onResolve({ filter: leftOutOfZod }, ({ path, importer }) =>
      /[\\/]zod[\\/]v4[\\/]/.test(importer) ? { path, namespace: 'nothing' } : undefined,
    );
    // CommonJS, so that names that are imported of it may be absent.
    onLoad({ filter: /.*/, namespace: 'nothing' }, () => ({ contents: 'module.exports = {};' }));
  },
};

/** Builds the console (edge/console): a page, and scripts and a style sheet whose names change with their content. */
export async function buildConsole(outputFolder: string): Promise<void> {
  const { metafile } = await build({
    entryPoints: [join(folder, 'src', 'main.tsx')],
    outdir: join(outputFolder, 'assets'),
    bundle: true,
    // A page's code comes when the page is opened.
    splitting: true,
    format: 'esm',
    minify: true,
    target: 'es2022',
    jsx: 'automatic',
    define: { 'process.env.NODE_ENV': '"production"' },
    entryNames: '[name]-[hash]',
    chunkNames: '[name]-[hash]',
    assetNames: '[name]-[hash]',
    plugins: [withoutUnusedZod],
    metafile: true,
    absWorkingDir: repositoryRoot,
    logLevel: 'silent',
  });
  const outputs = Object.entries(metafile.outputs);
  const entry = outputs.find(([, { entryPoint }]) => entryPoint?.endsWith('src/main.tsx') === true);
  const style = entry?.[1].cssBundle;
  if (entry === undefined || style === undefined) throw new Error('the console has no script or no style sheet');
  const addressOf = (file: string): string =>
    `${base}/${relative(outputFolder, join(repositoryRoot, file)).replaceAll('\\', '/')}`;
  // Asked for with the script that imports them, not after it.
  const imported = entry[1].imports.filter(({ kind }) => kind === 'import-statement').map(({ path }) => path);
  const preloads = imported.map((path) => `<link rel="modulepreload" href="${addressOf(path)}">`);
  const page = readFileSync(join(folder, 'index.html'), 'utf8')
    .replace('{{script}}', addressOf(entry[0]))
    .replace('{{style}}', addressOf(style))
    .replace('{{preloads}}', preloads.join('\n    '));
  writeFileSync(join(outputFolder, 'index.html'), page);
}
