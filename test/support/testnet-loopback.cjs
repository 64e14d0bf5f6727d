/*
 * Loaded into a process before its program, in tests alone: what that process opens to the exchange's test network reaches a paper exchange
 * on 127.0.0.1, without TLS. Everything above the socket is as it is: ccxt, its addresses, the transport and the pins, which see the real
 * hosts. The app itself has no way to say so, and a packaged one loads nothing before itself.
 */
const net = require('node:net');
const tls = require('node:tls');

const HOSTS = new Set(['testnet.binance.vision', 'stream.testnet.binance.vision', 'ws-api.testnet.binance.vision']);

/** @param {number} port of the paper exchange */
exports.use = (port) => {
  const connect = net.Socket.prototype.connect;
  net.Socket.prototype.connect = function (...args) {
    const given = Array.isArray(args[0]) ? args[0] : args;
    const options = given[0];
    if (typeof options !== 'object' || options === null || !HOSTS.has(options.host)) return connect.apply(this, args);
    const rest = given.filter((each) => typeof each === 'function');
    return connect.call(this, { ...options, host: '127.0.0.1', port, lookup: undefined }, ...rest);
  };
  const secure = tls.connect;
  tls.connect = (...args) => {
    const options = args.find((each) => typeof each === 'object' && each !== null) ?? {};
    if (!HOSTS.has(options.host)) return secure(...args);
    const socket = net.connect({ host: options.host, port: options.port });
    const onSecure = args.find((each) => typeof each === 'function');
    if (onSecure !== undefined) socket.once('secureConnect', onSecure);
    socket.once('connect', () => socket.emit('secureConnect'));
    return socket;
  };
};
