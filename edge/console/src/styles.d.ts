/** Style sheets are files of their own: the bundler takes them from the import. */
declare module '*.css';
