/** What Backstage's bundler gives to packages that expect it of Node. */
export { Buffer } from 'buffer';
export { default as process } from 'process';
