// Entry point of every `npm run` command. It holds no imports of its own, so that even a very old Node can read it
// and say what it needs.
const nodeMajorMin = 18;
const nodeMajor = Number(process.versions.node.split('.')[0]);

if (nodeMajor < nodeMajorMin) {
  console.error(
    `HaloBuzz needs Node ${nodeMajorMin} or newer to start; this is ${process.version}. Install a newer one and run again.`,
  );
  process.exit(1);
}

import('./launcher/main.mjs').then(({ main }) => main(process.argv.slice(2)));
