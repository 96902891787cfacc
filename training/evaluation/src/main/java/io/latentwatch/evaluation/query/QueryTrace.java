package io.latentwatch.evaluation.query;

import java.util.List;

/**
 * One attack's questions and its end.
 *
 * @param prints of the images that it asked about, in their order
 */
record QueryTrace(List<byte[]> prints, boolean succeeded) {}
