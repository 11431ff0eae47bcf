/**
 * Tells zod not to compile its checks by `new Function`: the content security policy forbids it, and the mere attempt is
 * reported as a violation. Zod shares this object among all its copies, and looks at it when a schema first parses.
 */
Object.assign(globalThis, { __zod_globalConfig: { jitless: true } });

export {};
