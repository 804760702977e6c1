import { startProcess } from './start-process';

startProcess('everything', ['web', 'worker', 'billing']);
