export { freePort, isListening } from '../../bin/services/ports';
