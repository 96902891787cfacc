/** How long the trainer's steps take beside PyTorch's, in one run and by turns. */
package io.latentwatch.anpvs.benchmark;
