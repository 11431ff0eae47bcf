/** A metric that an expression asks for, with what it asks of its labels. */
export interface AskedSeries {
  readonly metric: string;
  readonly labels: readonly { readonly name: string; readonly operator: string; readonly value: string }[];
}

/** Words of PromQL that are followed by no bracket of their own. */
const words = new Set(['by', 'without', 'on', 'ignoring', 'group_left', 'group_right', 'and', 'or', 'unless', 'bool']);

/**
 * The series that an expression reads. No parser of PromQL: what stands before a bracket is a function, what stands in the
 * brackets after `by` and the like is a label, and the rest are metrics. promtool says whether the expression is one at all.
 */
export function seriesIn(expr: string): readonly AskedSeries[] {
  const bare = expr.replaceAll(/\b(?:by|without|on|ignoring|group_left|group_right)\s*\([^)]*\)/g, ' ');
  const found: AskedSeries[] = [];
  // Letters after a digit are a duration or an exponent: `[5m]`, `14.4e-3`.
  for (const [, name = '', matchers, rest = ''] of bare.matchAll(
    /(?<![\w.:])([a-zA-Z_:][\w:]*)\s*(?:\{([^}]*)\})?(\s*\()?/g,
  )) {
    if (rest !== '' || words.has(name)) continue;
    found.push({ metric: name, labels: matchersIn(matchers ?? '') });
  }
  return found;
}

function matchersIn(text: string): AskedSeries['labels'] {
  return [...text.matchAll(/(\w+)\s*(=~|!~|!=|=)\s*"([^"]*)"/g)].map(([, name = '', operator = '', value = '']) => ({
    ...{ name, operator, value },
  }));
}
