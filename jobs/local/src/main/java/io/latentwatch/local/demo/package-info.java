/**
 * The demo: a broker, the job and a sample of clean, attacked and malformed images, for a robust network and then for a standard one beside it;
 * then a table of what was made of them, in which every image is accounted for. The route stands in {@link io.latentwatch.local.demo.Demo#run},
 * that of one network in {@link io.latentwatch.local.demo.NetworkRun#run}.
 */
package io.latentwatch.local.demo;
