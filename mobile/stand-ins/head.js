/** In place of expo-router's `Head`, which no screen uses: they name the tab themselves (`use-page-title.ts`). */
const Head = () => null;
Head.Provider = ({ children }) => children;

exports.Head = Head;
