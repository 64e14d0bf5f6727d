/* A utility process's program, with a file loaded before it: `<file> <program>`. */
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const [file, program] = process.argv.slice(2);
createRequire(import.meta.url)(file);
await import(pathToFileURL(program).href);
