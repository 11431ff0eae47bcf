/** One instruction of a Dockerfile, on one line. */
export interface ImageInstruction {
  readonly keyword: string;
  readonly text: string;
}

export interface ImageStage {
  readonly name: string;
  /** What it begins from: another stage, or an image. */
  readonly from: string;
  readonly instructions: readonly ImageInstruction[];
}

/** The stages of a Dockerfile in order; what stands before the first one is left out. */
export function imageStages(text: string): ImageStage[] {
  const stages: { name: string; from: string; instructions: ImageInstruction[] }[] = [];
  for (const line of logicalLines(text)) {
    const [, keyword = '', words = ''] = /^([A-Z]+)\s+(.*)$/.exec(line) ?? [];
    if (keyword === '') throw new Error(`not an instruction: ${line}`);
    if (keyword !== 'FROM') {
      stages.at(-1)?.instructions.push({ keyword, text: words });
      continue;
    }
    const [from = '', as, name = ''] = words.split(/\s+/);
    if (as?.toUpperCase() !== 'AS' || name === '') throw new Error(`FROM ${words}: the stage has no name`);
    stages.push({ name, from, instructions: [] });
  }
  return stages;
}

/** Comments and empty lines are dropped, and lines that end in a backslash joined with the next. */
function logicalLines(text: string): string[] {
  return text
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.trimStart().startsWith('#'))
    .join('\n')
    .replaceAll(/\\\n\s*/g, ' ')
    .split('\n')
    .map((line) => line.trim());
}

/** The stage with all it inherits from other stages, oldest first. */
export function wholeStage(stages: readonly ImageStage[], name: string): readonly ImageInstruction[] {
  const stage = stages.find((candidate) => candidate.name === name);
  if (stage === undefined) throw new Error(`there is no stage "${name}"`);
  const inherited = stages.some((candidate) => candidate.name === stage.from) ? wholeStage(stages, stage.from) : [];
  return [...inherited, ...stage.instructions];
}

/** The words of `ENTRYPOINT` or `CMD` in their JSON form; throws at the shell form, which would need a shell. */
export function execForm(instructions: readonly ImageInstruction[], keyword: 'ENTRYPOINT' | 'CMD'): readonly string[] {
  const last = instructions.findLast((instruction) => instruction.keyword === keyword);
  const words: unknown = JSON.parse(last?.text ?? 'null');
  if (Array.isArray(words) && words.every((word) => typeof word === 'string')) return words;
  throw new Error(`${keyword} is not in its exec form`);
}

/** What `ENV` sets. */
export function imageEnvironment(instructions: readonly ImageInstruction[]): Readonly<Record<string, string>> {
  const pairs = instructions
    .filter(({ keyword }) => keyword === 'ENV')
    .flatMap(({ text }) => text.split(/\s+/))
    .map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)] as const);
  return Object.fromEntries(pairs);
}

/** `COPY` from the build context: sources and target. */
export function contextCopies(stage: ImageStage): { readonly sources: readonly string[]; readonly target: string }[] {
  return stage.instructions
    .filter(({ keyword, text }) => keyword === 'COPY' && !text.includes('--from='))
    .map(({ text }) => {
      const words = text.split(/\s+/);
      return { sources: words.slice(0, -1), target: words.at(-1) ?? '' };
    });
}
