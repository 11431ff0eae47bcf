/** What people take away from the app as text; a test says whether the device lets them. */
export class FakeTexts {
  readonly copied: string[] = [];
  readonly files: { readonly name: string; readonly text: string }[] = [];
  /** Whether the device takes files. */
  saves = true;

  readonly save = async (name: string, _type: string, text: string): Promise<boolean> => {
    if (this.saves) this.files.push({ name, text });
    return this.saves;
  };

  readonly copy = async (text: string): Promise<boolean> => {
    this.copied.push(text);
    return true;
  };
}
