import { startProcess } from './start-process';

startProcess('worker', ['worker']);
