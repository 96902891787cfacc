/**
 * The demo: a broker, the job and a sample of clean, attacked and malformed images; then a table of what the job made of them, in which every
 * image is accounted for. The route stands in {@link io.latentwatch.local.demo.Demo#run}.
 */
package io.latentwatch.local.demo;
