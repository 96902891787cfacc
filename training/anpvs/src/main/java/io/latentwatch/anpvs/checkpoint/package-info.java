/** What a run needs to go on as if it had never stopped, in one file that is replaced as a whole. */
package io.latentwatch.anpvs.checkpoint;
