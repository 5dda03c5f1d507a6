/* SPDX-License-Identifier: Apache-2.0 */
#include "store/backend.h"

err_t pg_db_open(const struct store_config *c, enum db_role role, struct db **ret,
                 struct fault *why)
{
    (void)c;
    (void)role;
    (void)ret;
    return fault_set(why, ERR_UNAVAILABLE, "store.unavailable", "%s", "libpq");
}
