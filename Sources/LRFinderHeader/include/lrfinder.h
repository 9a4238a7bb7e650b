/*
** lrfinder.h - the learning-rate finder for programs in C, and in any language that can call C.
**
** A learning-rate range test trains a model for some dozen mini-batches while the rate grows from
** far too small to far too large, and reads a good rate off the losses. Here that is a search which
** is pulled from: it says what to do next, one training step at a time, and is told the loss.
**
**     lrfinder_plan plan;
**     lrfinder_plan_init(&plan, sizeof plan);
**     lrfinder_search *search;
**     if (lrfinder_search_create(&plan, &search)) fail(lrfinder_last_error());
**     lrfinder_task task;
**     while (!lrfinder_search_next(search, &task) && task.kind != LRFINDER_DONE) {
**       switch (task.kind) {
**       case LRFINDER_BEGIN:    load(initial_weights); lrfinder_search_begin(search); break;
**       case LRFINDER_TRAIN:    lrfinder_search_record(search, train_one_batch(task.rate)); break;
**       case LRFINDER_EVALUATE: lrfinder_search_record_held_out(search, held_out_loss()); break;
**       }
**     }
**     char *json;
**     if (!lrfinder_search_findings(search, &json)) puts(json);
**     lrfinder_string_free(json);
**     lrfinder_search_free(search);
**
** The rules of this interface:
**
** - No call ends the process, whatever it is given: numbers that make no sense, calls out of order,
**   handles that were freed or never made are all answered by an error. Pointers to memory (a plan,
**   a task, arrays, where a result goes) must be valid or NULL; NULL is answered by an error.
** - Every function that can fail returns a status: LRFINDER_OK, which is 0, or one of the errors.
**   What went wrong is then told by lrfinder_last_error() in the same thread. A call that fails
**   changes nothing, and sets the result that it has a pointer to, if any, to NULL.
** - Calls on one search from several threads are put one after the other; searches know nothing of
**   one another.
** - A string that comes out by a char ** belongs to the caller, who frees it by
**   lrfinder_string_free. Strings are UTF-8 and end with a zero byte.
** - A model's weights are the caller's: the search keeps none, and puts nothing back.
*/
#ifndef LRFINDER_H
#define LRFINDER_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
** The version of this interface. It grows when something that is there changes its meaning or goes
** away; what is added leaves it as it is. A program that loads the library at run time compares it
** with what lrfinder_interface_version() returns.
*/
#define LRFINDER_INTERFACE_VERSION 1
uint32_t lrfinder_interface_version(void);

/*
** What a call returns.
*/
typedef int32_t lrfinder_status;
enum {
  LRFINDER_OK = 0,       /* it did what it says */
  LRFINDER_HANDLE = 1,   /* the search was freed, or is none */
  LRFINDER_ARGUMENT = 2, /* a pointer is NULL, or a number makes no sense */
  LRFINDER_ORDER = 3,    /* the search has not asked for this */
  LRFINDER_NOTHING = 4   /* no step was recorded yet, so that there is nothing to be found */
};

/*
** Why the last call in this thread that returned an error did so: one sentence without a period. It
** stays readable until the next error in this thread. "" where there was none.
*/
const char *lrfinder_last_error(void);

/*
** What a search is to do. lrfinder_plan_init fills in the usual values, given in brackets; change
** what is to be different.
*/
typedef struct lrfinder_plan {
  size_t size;             /* sizeof(lrfinder_plan), by which later versions know an earlier one */
  double from;             /* the first rate, above 0 [1e-7] */
  double to;               /* the last rate, above the first [10] */
  int64_t steps;           /* the steps of a range test, from 2 to 1,000,000,000 [100] */
  int64_t runs;            /* how many range tests, with different seeds, from 1 to 1000 [1] */
  int32_t is_linear;       /* whether the rate grows by equal amounts, not by equal factors [0] */
  int32_t keeps_states;    /* whether the training can go on from the end of an earlier trial [0] */
  double adapt_budget;     /* the most steps of other tests where the first show nothing, as a
                              multiple of these; 0 for none; at most 1e6 [20] */
  double verify_budget;    /* the most steps of everything where the rate is verified by short
                              trainings, as a multiple of one test's, above 1, at most 1e6; 0 where
                              it is not verified [0] */
  double gradient_age;     /* how many steps old the gradients in an update are, in the mean:
                              b/(1-b) for a momentum b or Adam's beta1; NaN where that is not known.
                              Knowing it makes a better answer [NaN] */
  int64_t held_out_every;  /* before every how many steps of a range test the held-out loss is asked
                              for; 0 for never [0] */
  int32_t measures_held_out; /* whether short trainings are judged by a held-out loss, which is
                                asked for; else by the losses that are recorded [0] */
} lrfinder_plan;

/*
** Fills in the usual values. `size` is sizeof(lrfinder_plan).
**
** LRFINDER_ARGUMENT where the plan is NULL, or the size is none that this library knows.
*/
lrfinder_status lrfinder_plan_init(lrfinder_plan *plan, size_t size);

/*
** A search. It is made by lrfinder_search_create and ends with lrfinder_search_free. Handles are
** never used again, so that one which was freed is always told from one that lives.
*/
typedef struct lrfinder_search lrfinder_search;

/*
** Makes a search that has done nothing.
**
** LRFINDER_ARGUMENT where the plan makes no sense; lrfinder_last_error() says what was expected.
*/
lrfinder_status lrfinder_search_create(const lrfinder_plan *plan, lrfinder_search **search);

/*
** What is to be done next.
*/
enum {
  LRFINDER_DONE = 0,    /* nothing: put the initial state back, and ask for the findings */
  LRFINDER_BEGIN = 1,   /* put the initial state back, seed the order of the data, and call
                           lrfinder_search_begin */
  LRFINDER_TRAIN = 2,   /* train one mini-batch at `rate`, one update; then record what its loss was
                           before the update. A rate of 0 asks for the loss alone */
  LRFINDER_EVALUATE = 3 /* measure the held-out loss, and record it */
};

typedef struct lrfinder_task {
  int32_t kind;      /* one of the four above */
  int32_t continues; /* of a run: whether it goes on from the state that the earlier trial with the
                        same rate and seed ended with; only where the plan keeps states */
  int64_t run;       /* the number of the run, from 0 */
  int64_t seed;      /* of a run: what the order of the data depends on, from 0. Runs of equal seeds
                        are to see the same mini-batches */
  int64_t steps;     /* of a run: the most steps that it will have */
  int64_t step;      /* of a step: which of its run, from 0 */
  double rate;       /* of a step, and of a run at one rate: the rate */
} lrfinder_task;

/*
** Tells what is to be done next. Asking again, without doing it, gives the same answer.
*/
lrfinder_status lrfinder_search_next(lrfinder_search *search, lrfinder_task *task);

/*
** Says that the run which was asked for begins now: the initial state is in place.
**
** LRFINDER_ORDER where no run was asked for.
*/
lrfinder_status lrfinder_search_begin(lrfinder_search *search);

/*
** Records the loss of the step that was asked for, as it was before the update. NaN and infinity
** are results, not errors: the loss has blown up.
**
** LRFINDER_ORDER where no step was asked for.
*/
lrfinder_status lrfinder_search_record(lrfinder_search *search, double loss);

/*
** The same where the training has measured the held-out loss by itself, before the update.
*/
lrfinder_status lrfinder_search_record_with_held_out(
    lrfinder_search *search, double loss, double held_out);

/*
** Records the loss of the step that was asked for, and tells what is to be done next: one call a step
** for languages in which calls are dear.
*/
lrfinder_status lrfinder_search_record_and_next(
    lrfinder_search *search, double loss, lrfinder_task *task);

/*
** Records the held-out loss that was asked for.
**
** LRFINDER_ORDER where none was asked for.
*/
lrfinder_status lrfinder_search_record_held_out(lrfinder_search *search, double loss);

/*
** Ends the search early. What was measured is kept; what is next is LRFINDER_DONE. No error where
** the search is over.
*/
lrfinder_status lrfinder_search_stop(lrfinder_search *search);

/*
** What was found so far, as a JSON object:
**
**   suggestion, peak   {learning_rate, low, high}: for a constant rate, and for the highest rate of a
**                      schedule that warms up and decays; null where none can be trusted
**   range              {low, high} of a cyclical schedule, or null
**   verdict            {code, reason, remedy, ...}: how far to trust it; curve_verdict is that of the
**                      curves alone where short trainings chose the rate
**   rules              what the rules of other finders read off the same curves: {name: rate or null}
**   disagreement       how many decades apart these are, or null
**   curves             [{learning_rate, loss, smoothed_loss, validation_loss?, outcome,
**                      planned_steps}]
**   verified           {rate, low, high, peak, reason, loss_before, steps, trials}; only where the
**                      rate was to be verified
**   notes              sentences: what was tried before, and what was left out
**   steps, is_complete how many steps were recorded, and whether the search came to its end
**
** LRFINDER_NOTHING where no step was recorded.
*/
lrfinder_status lrfinder_search_findings(lrfinder_search *search, char **json);

/*
** Frees a search. Nothing happens where it is NULL, or was freed before.
*/
void lrfinder_search_free(lrfinder_search *search);

/*
** Reads findings off recorded curves that lie one after the other in two arrays.
**
** `counts` has the number of points of each of the `curves` curves. The rates of each are finite,
** above 0, and none is below the one before. The first loss that is NaN or infinite ends its curve.
** `gradient_age` is as in a plan.
**
** LRFINDER_ARGUMENT where that is not so; LRFINDER_NOTHING where no curve has a point.
*/
lrfinder_status lrfinder_analyze(
    const double *rates, const double *losses, const size_t *counts, size_t curves,
    double gradient_age, char **json);

/*
** Frees a string that this library gave away; nothing happens where it is NULL.
*/
void lrfinder_string_free(char *string);

/* For the library's own use: sets what lrfinder_last_error returns, at most 500 bytes of it. */
void lrfinder_set_error_(const char *message);

#ifdef __cplusplus
}
#endif
#endif
