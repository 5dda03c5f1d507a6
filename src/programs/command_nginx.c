/* SPDX-License-Identifier: Apache-2.0
 *
 * sekimori nginx config: prints the configuration of the nginx before an office. Settings come
 * from office.conf of the instance (nginx_listen, nginx_tls_key ...) and from options, which win.
 */
#include <stdio.h>

#include "base/conf.h"
#include "base/file.h"
#include "front/nginx.h"
#include "programs/command.h"

enum { CONF_MAX = 256 << 10, CONFIG_MAX = 256 << 10 };

/* office.conf has settings for others too; ours begin with nginx_. */
static err_t take_setting(void *arg, struct str key, struct str value, struct fault *why)
{
    struct str prefix = STR("nginx_");
    if (!str_starts(key, prefix)) return OK;
    return nginx_site_set(arg, str_skip(key, prefix.n), value, why);
}

/* An office may also live by options alone. */
static err_t read_office_conf(const char *instance, struct nginx_site *site, struct sb *text,
                              struct fault *why)
{
    struct sb path SB_CLEANUP = {.max = 4096};
    sb_addf(&path, "%s/office.conf", instance);
    TRY(sb_end(&path));
    err_t e = file_read(text, sb_str(&path).p, why);
    if (e == ERR_NOT_FOUND) return OK;
    TRY(e);
    return conf_parse(sb_str(text), sb_str(&path).p, take_setting, site, why);
}

/* The site; *ret_usage where the options themselves are wrong. */
static err_t read_site(int argc, char **argv, struct nginx_site *site, struct sb *text,
                       bool *ret_usage, struct fault *why)
{
    static const char *const names[] = {
        "listen",
        "machines-listen",
        "machines-socket",
        "redirect-listen",
        "server-name",
        "assets",
        "user",
        "tls-certificate",
        "tls-key",
        "client-ca",
        "body-max",
        "workers",
        "sign-in-per-minute",
        "requests-per-second",
    };
    static const char *const keys[] = {
        "listen",
        "machines_listen",
        "machines_socket",
        "redirect_listen",
        "server_name",
        "assets",
        "user",
        "tls_certificate",
        "tls_key",
        "client_ca",
        "body_max",
        "workers",
        "sign_in_per_minute",
        "requests_per_second",
    };
    const char *values[ARRAY_LEN(names)] = {NULL}, *instance = NULL;
    struct command_option options[ARRAY_LEN(names) + 2];
    for (size_t i = 0; i < ARRAY_LEN(names); i++)
        options[i] = (struct command_option){names[i], &values[i], NULL};
    options[ARRAY_LEN(names)] = (struct command_option){"instance", &instance, NULL};
    options[ARRAY_LEN(names) + 1] = (struct command_option){"site-only", NULL, &site->site_only};

    int rest = 0;
    *ret_usage = true;
    TRY(command_options(argc, argv, options, ARRAY_LEN(options), &rest, why));
    if (rest > 0) return fault_set(why, ERR_INVALID, "cli.unexpected", "%s", argv[0]);
    if (instance == NULL) return fault_set(why, ERR_INVALID, "front.missing", "instance");
    *ret_usage = false;
    TRY(nginx_site_set(site, STR("instance"), str_z(instance), why));
    TRY(read_office_conf(instance, site, text, why));
    for (size_t i = 0; i < ARRAY_LEN(names); i++)
        if (values[i]) TRY(nginx_site_set(site, str_z(keys[i]), str_z(values[i]), why));
    return OK;
}

int command_nginx_config(int argc, char **argv)
{
    struct fault why = {.code = OK};
    struct sb out SB_CLEANUP = {.max = CONFIG_MAX};
    struct sb text SB_CLEANUP = {.max = CONF_MAX};

    struct nginx_site site;
    bool usage = false;
    nginx_site_init(&site);
    err_t e = read_site(argc, argv, &site, &text, &usage, &why);
    if (e == OK) e = nginx_config(&site, &out, &why);
    if (e != OK) {
        if (why.code == OK) (void)fault_set(&why, e, NULL, NULL);
        int code = command_failed(&why);
        return usage ? EXIT_USAGE : code;
    }
    struct str s = sb_str(&out);
    bool written = fwrite(s.p, 1, s.n, stdout) == s.n && fflush(stdout) == 0;
    return written ? EXIT_DONE : EXIT_REFUSED;
}
