// Plain JavaScript: the launcher needs it before Node 24 is in place.
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

const takeoverAttemptsMax = 20;

export function processStartedAt(pid) {
  try {
    if (process.platform === 'linux') {
      // Field 22, counted after the command name, which may itself hold spaces and brackets.
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] || null;
    }
    if (process.platform === 'win32') return null;
    return (
      execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], {
        encoding: 'utf8',
        env: { ...process.env, LC_ALL: 'C' },
      }).trim() || null
    );
  } catch {
    return null;
  }
}

export function ownerIsAlive(owner) {
  try {
    process.kill(owner.pid, 0);
  } catch (error) {
    if (error.code !== 'EPERM') return false;
  }
  return owner.startedAt === null || owner.startedAt === processStartedAt(owner.pid);
}

export function takePidLock(file, note) {
  mkdirSync(dirname(file), { recursive: true });
  for (let attempt = 0; attempt < takeoverAttemptsMax; attempt++) {
    if (createLock(file, note)) return { held: true, release: () => releaseLock(file) };
    const found = readOwner(file);
    if (found === null) continue;
    if (found.owner !== null && ownerIsAlive(found.owner)) return { held: false, owner: found.owner };
    removeStaleLock(file, found.text);
  }
  throw new Error(`the lock ${file} keeps changing hands`);
}

export function updateLockNote(file, note) {
  const draft = `${file}.${process.pid}.${randomBytes(4).toString('hex')}`;
  writeFileSync(draft, ownerText(note), { mode: 0o600 });
  renameSync(draft, file);
}

function ownerText(note) {
  return JSON.stringify({ pid: process.pid, startedAt: processStartedAt(process.pid), note });
}

/** Linking a finished draft makes the lock appear whole or not at all: nobody reads half an owner record. */
function createLock(file, note) {
  const draft = `${file}.${process.pid}.${randomBytes(4).toString('hex')}`;
  writeFileSync(draft, ownerText(note), { mode: 0o600 });
  try {
    linkSync(draft, file);
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

function readOwner(file) {
  let text;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT') return null;
    throw error;
  }
  try {
    const owner = JSON.parse(text);
    return { text, owner: Number.isInteger(owner.pid) ? owner : null };
  } catch {
    return { text, owner: null };
  }
}

/** Two recoverers may meet here: whoever moves a lock that is not the stale one it read puts it back. */
function removeStaleLock(file, staleText) {
  const aside = `${file}.stale.${process.pid}.${randomBytes(4).toString('hex')}`;
  try {
    renameSync(file, aside);
  } catch (error) {
    if (error.code === 'ENOENT') return;
    throw error;
  }
  if (readFileSync(aside, 'utf8') !== staleText) {
    try {
      linkSync(aside, file);
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
  }
  rmSync(aside, { force: true });
}

function releaseLock(file) {
  const found = readOwner(file);
  if (found?.owner?.pid === process.pid) rmSync(file, { force: true });
}
