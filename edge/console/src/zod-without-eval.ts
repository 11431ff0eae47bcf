/**
 * Tells zod not to compile its checks by `new Function`: the content security policy forbids it, and the mere attempt is
 * reported as a violation. Zod looks at this object when a schema first parses, so this comes before all else.
 */
Object.assign(globalThis, { __zod_globalConfig: { jitless: true } });

export {};
