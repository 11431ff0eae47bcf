/** `account.looked_up` as people read it: `account: looked up`. */
export function actWords(action: string): string {
  return action.replace('.', ': ').replaceAll('_', ' ');
}
