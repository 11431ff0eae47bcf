import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { migrateConfig } from './config.ts';
import { loadConfig } from './config-option.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'halobuzz-settings-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function fileWith(text: string): string {
  const file = join(folder, 'secret');
  writeFileSync(file, text);
  return file;
}

describe('a setting in a file', () => {
  it('is read as if it stood in the environment, without its last line break', () => {
    const environment = { HALOBUZZ_ENV: 'production', MONGODB_URI_FILE: fileWith('mongodb+srv://db.example/\n') };
    expect(loadConfig(migrateConfig, environment).mongoUri).toBe('mongodb+srv://db.example/');
  });

  it('is checked as the setting is, and never shown', () => {
    const environment = { HALOBUZZ_ENV: 'production', MONGODB_URI_FILE: fileWith('mongodb://hunter2.example/') };
    expect(() => loadConfig(migrateConfig, environment)).toThrow(/MONGODB_URI: must use TLS/);
    expect(() => loadConfig(migrateConfig, environment)).not.toThrow(/hunter2/);
  });

  it('is named when it cannot be read, or is set in both ways', () => {
    const missing = { HALOBUZZ_ENV: 'test', MONGODB_URI_FILE: join(folder, 'nothing') };
    expect(() => loadConfig(migrateConfig, missing)).toThrow(/MONGODB_URI_FILE: cannot be read \(ENOENT\)/);
    const both = { HALOBUZZ_ENV: 'test', MONGODB_URI: 'mongodb://a.example/', MONGODB_URI_FILE: fileWith('x') };
    expect(() => loadConfig(migrateConfig, both)).toThrow(/MONGODB_URI: set both/);
  });
});
