import { describe } from 'vitest';
import { deskHolds } from './desk-seeds';

describe('The desk', () => deskHolds(251, 250));
