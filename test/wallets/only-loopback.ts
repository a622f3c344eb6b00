/** Before any test of a wallet: nothing but this machine. */
import { allowLoopbackOnly } from './loopback.ts';

allowLoopbackOnly();
