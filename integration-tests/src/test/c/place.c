#define _GNU_SOURCE
#include "place.h"

#include <err.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define OPEN_DIRECTORIES 32

struct place place_enter(void) {
  struct place place = {"/tmp/passfd-XXXXXX"};
  mkdir("/tmp", 01777);
  if (mkdtemp(place.path) == NULL || chdir(place.path) < 0)
    err(1, "%s", place.path);
  return place;
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw) {
  (void)st;
  (void)type;
  (void)ftw;
  return remove(path);
}

void place_leave(const struct place *place) {
  if (chdir("/") < 0 || nftw(place->path, remove_one, OPEN_DIRECTORIES, FTW_DEPTH | FTW_PHYS | FTW_MOUNT) < 0)
    warn("%s", place->path);
}
