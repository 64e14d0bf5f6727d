import { Binance } from '../venue-binance';
import { serveBlocks } from './blocks';

export {};
