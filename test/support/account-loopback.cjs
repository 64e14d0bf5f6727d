/*
 * Loaded by Electron before the app (`-r`), in tests alone: the exchange worker of the test network and the guard load the file named by
 * HOLDFAST_TEST_LOOPBACK before themselves (test/support/testnet-loopback.ts), and the key inspector goes where key-loopback.cjs says.
 */
const childProcess = require('node:child_process');
const { syncBuiltinESMExports } = require('node:module');
const { join } = require('node:path');
const { utilityProcess } = require('electron');

require('./key-loopback.cjs');

const loopback = process.env.HOLDFAST_TEST_LOOPBACK;
const fork = utilityProcess.fork.bind(utilityProcess);
utilityProcess.fork = (entry, args, options) =>
  options?.serviceName === 'Holdfast exchange'
    ? fork(join(__dirname, 'after-loopback.mjs'), [loopback, entry], options)
    : fork(entry, args, options);

const spawn = childProcess.spawn;
childProcess.spawn = (command, args, options) =>
  Array.isArray(args) && args.includes('--guard')
    ? spawn(command, ['-r', loopback, ...args], options)
    : spawn(command, args, options);
syncBuiltinESMExports();
