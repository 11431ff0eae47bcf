/** What is set for one device. */
export const settings = {
  title: 'Settings',
  lead: 'For this device alone. They work at once.',
  open: 'Settings',
  openLead: 'Language, appearance, data and motion',
  language: 'Language',
  languageIs: (name: string) => `Language: ${name}`,
  languageFailed: 'That language could not be loaded. Check your network and try again.',
  appearance: 'Appearance',
  appearances: { system: 'As the device', light: 'Light', dark: 'Dark' },
  textSize: 'The size of text follows your device or browser.',
  dataSaver: 'Save data',
  dataSaverLead: 'Rooms begin with sound alone; the picture comes when you ask for it.',
  lessMotion: 'Less motion',
  lessMotionLead: 'Hearts, gifts and transitions keep still, even where your device allows them to move.',
  storedLead: 'Everything this app remembers here',
};
