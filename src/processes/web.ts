import { startProcess } from './start-process';

startProcess('web', ['web']);
