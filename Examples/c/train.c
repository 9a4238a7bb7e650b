/*
** Finds the learning rate of a linear model that is trained by stochastic gradient descent, all of
** it in C.
**
**   Scripts/library
**   cc -std=c11 -O2 -I Sources/LRFinderHeader/include Examples/c/train.c \
**      .build/release/liblrfinder.so -Wl,-rpath,.build/release -lm -o train && ./train
*/
#include <lrfinder.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { INPUTS = 16, EXAMPLES = 512, BATCH = 32 };

static double inputs[EXAMPLES][INPUTS], targets[EXAMPLES];

/* A small generator, so that the data are the same everywhere (Marsaglia's xorshift). */
static uint64_t state = 88172645463325252u;
static double uniform(void) {
  state ^= state << 13;
  state ^= state >> 7;
  state ^= state << 17;
  return (double)(state >> 11) / 9007199254740992.0 - 0.5;
}

static void make_data(void) {
  double slope[INPUTS];
  for (int j = 0; j < INPUTS; j++) slope[j] = 4 * uniform();
  for (int i = 0; i < EXAMPLES; i++) {
    targets[i] = 0.1 * uniform();
    for (int j = 0; j < INPUTS; j++) {
      inputs[i][j] = 2 * uniform() * (1 + j % 4);
      targets[i] += slope[j] * inputs[i][j];
    }
  }
}

/* The loss of a mini-batch before its update. */
static double train_one_batch(double *weights, double rate) {
  double gradient[INPUTS] = {0}, loss = 0;
  for (int b = 0; b < BATCH; b++) {
    int i = (int)((uniform() + 0.5) * EXAMPLES);
    double error = -targets[i];
    for (int j = 0; j < INPUTS; j++) error += weights[j] * inputs[i][j];
    loss += error * error / BATCH;
    for (int j = 0; j < INPUTS; j++) gradient[j] += 2 * error * inputs[i][j] / BATCH;
  }
  for (int j = 0; j < INPUTS; j++) weights[j] -= rate * gradient[j];
  return loss;
}

static void check(lrfinder_status status) {
  if (status == LRFINDER_OK) return;
  fprintf(stderr, "%s\n", lrfinder_last_error());
  exit(1);
}

int main(void) {
  make_data();
  double initial[INPUTS] = {0}, weights[INPUTS];

  lrfinder_plan plan;
  check(lrfinder_plan_init(&plan, sizeof plan));
  plan.gradient_age = 0; /* plain gradient descent has no momentum */

  lrfinder_search *search;
  check(lrfinder_search_create(&plan, &search));
  for (;;) {
    lrfinder_task task;
    check(lrfinder_search_next(search, &task));
    if (task.kind == LRFINDER_DONE) break;
    if (task.kind == LRFINDER_BEGIN) {
      memcpy(weights, initial, sizeof weights);
      state = 88172645463325252u + (uint64_t)task.seed;
      check(lrfinder_search_begin(search));
    } else {
      check(lrfinder_search_record(search, train_one_batch(weights, task.rate)));
    }
  }

  char *json;
  check(lrfinder_search_findings(search, &json));
  puts(json);
  lrfinder_string_free(json);
  lrfinder_search_free(search);
  return 0;
}
