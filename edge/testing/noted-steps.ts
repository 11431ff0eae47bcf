/** A list of calls in their order, and a wrapper that notes each call of an object's methods in it, as `label.method`. */
export function notedSteps() {
  const steps: string[] = [];
  const noting = <T extends object>(label: string, target: T): T =>
    new Proxy(target, {
      get(object, key) {
        const member: unknown = Reflect.get(object, key);
        if (typeof member !== 'function') return member;
        return (...given: unknown[]) => {
          steps.push(`${label}.${String(key)}`);
          return Reflect.apply(member, object, given);
        };
      },
    });
  return { steps, noting };
}
