/**
 * Bundles while the job runs: commands from the control topic, the rules that they obey, how a bundle is fetched and verified, and the thread that
 * does so beside the one that judges.
 */
package io.latentwatch.flink.models;
