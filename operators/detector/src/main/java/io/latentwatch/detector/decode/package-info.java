/** From encoded images to the network's input. One implementation for profiling and for the stream. */
package io.latentwatch.detector.decode;
