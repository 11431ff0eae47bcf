/** Words around the legal documents; the documents themselves come from the server. */
export const legal = {
  names: { privacy: 'Privacy policy', terms: 'Terms of use', cookies: 'Cookies and storage' },
  links: 'Legal',
  version: (version: string, since: string) => `Version ${version}, in force since ${since}`,
  changes: (changes: string) => `What is new: ${changes}`,
  page: 'Open as a page to print',
  acceptTerms: 'By creating an account you accept the',
  and: 'How we treat your data stands in the',
  storedTitle: 'Kept on this device',
  storedLead:
    'This is all that HaloBuzz keeps in this browser or on this phone. All of it is needed for what you asked for, so there is nothing to agree to; nobody else reads it, and none of it follows you elsewhere. Cookies we set none.',
  storedWhere: { web: 'In this browser’s local storage', app: 'In this phone’s own protected storage' },
  until: (when: string) => `Until: ${when}`,
  storedNow: 'Kept now',
  notStored: 'Not kept now',
  termsDue: 'Our terms of use have changed.',
  termsRead: 'Read them',
  termsAccept: 'I accept them',
};
