--
-- PostgreSQL database dump
--


-- Dumped from database version 15.18 (Debian 15.18-0+deb12u1)
-- Dumped by pg_dump version 15.18 (Debian 15.18-0+deb12u1)

SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;

SET default_tablespace = '';

SET default_table_access_method = heap;

--
-- Name: __EFMigrationsHistory; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public."__EFMigrationsHistory" (
    "MigrationId" character varying(150) NOT NULL,
    "ProductVersion" character varying(32) NOT NULL
);


--
-- Name: entities; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.entities (
    id bigint NOT NULL,
    key text NOT NULL COLLATE pg_catalog."C",
    attributes jsonb,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT ck_entities_key CHECK (((char_length(key) >= 1) AND (char_length(key) <= 200)))
);


--
-- Name: entities_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.entities ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.entities_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: epoch_metrics; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.epoch_metrics (
    training_run_id bigint NOT NULL,
    epoch integer NOT NULL,
    metrics jsonb NOT NULL,
    seconds double precision NOT NULL,
    recorded_at timestamp with time zone DEFAULT now() NOT NULL
);


--
-- Name: interactions; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.interactions (
    id bigint NOT NULL,
    user_id bigint NOT NULL,
    item_id bigint NOT NULL,
    event_type text DEFAULT 'interaction'::text NOT NULL COLLATE pg_catalog."C",
    weight double precision,
    occurred_at timestamp with time zone,
    split smallint,
    attributes jsonb,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT ck_interactions_event_type CHECK (((char_length(event_type) >= 1) AND (char_length(event_type) <= 200))),
    CONSTRAINT ck_interactions_split CHECK (((split >= 0) AND (split <= 3)))
);


--
-- Name: interactions_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.interactions ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.interactions_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: item_features; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.item_features (
    item_id bigint NOT NULL,
    modality text NOT NULL COLLATE pg_catalog."C",
    dim integer NOT NULL,
    "values" real[] NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT ck_item_features_values CHECK (((dim > 0) AND (cardinality("values") = dim)))
);


--
-- Name: items; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.items (
    id bigint NOT NULL,
    key text NOT NULL COLLATE pg_catalog."C",
    name text,
    attributes jsonb,
    categories text[] DEFAULT '{}'::text[] NOT NULL,
    hidden boolean DEFAULT false NOT NULL,
    available_until timestamp with time zone,
    entity_id bigint,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT ck_items_key CHECK (((char_length(key) >= 1) AND (char_length(key) <= 200)))
);


--
-- Name: items_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.items ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.items_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: kg_triples; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.kg_triples (
    id bigint NOT NULL,
    head_id bigint NOT NULL,
    relation_id bigint NOT NULL,
    tail_id bigint NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL
);


--
-- Name: kg_triples_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.kg_triples ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.kg_triples_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: relations; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.relations (
    id bigint NOT NULL,
    key text NOT NULL COLLATE pg_catalog."C",
    attributes jsonb,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT ck_relations_key CHECK (((char_length(key) >= 1) AND (char_length(key) <= 200)))
);


--
-- Name: relations_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.relations ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.relations_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: snapshots; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.snapshots (
    version text NOT NULL COLLATE pg_catalog."C",
    state text NOT NULL,
    file_name text NOT NULL,
    metadata jsonb NOT NULL,
    reason text,
    training_run_id bigint,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    activated_at timestamp with time zone,
    verdict jsonb,
    canary_share double precision,
    CONSTRAINT ck_snapshots_canary_share CHECK (((canary_share > (0)::double precision) AND (canary_share < (1)::double precision))),
    CONSTRAINT ck_snapshots_state CHECK ((state = ANY (ARRAY['training'::text, 'ready'::text, 'active'::text, 'canary'::text, 'retired'::text, 'rejected'::text])))
);


--
-- Name: training_events; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.training_events (
    id bigint NOT NULL,
    training_run_id bigint NOT NULL,
    kind text NOT NULL,
    data jsonb NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);


--
-- Name: training_events_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.training_events ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.training_events_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: training_runs; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.training_runs (
    id bigint NOT NULL,
    state text NOT NULL,
    arguments jsonb NOT NULL,
    phase text,
    progress double precision DEFAULT 0.0 NOT NULL,
    attempt integer DEFAULT 0 NOT NULL,
    lease uuid,
    heartbeat_at timestamp with time zone,
    cancel_requested boolean DEFAULT false NOT NULL,
    watermark timestamp with time zone,
    error text,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    started_at timestamp with time zone,
    finished_at timestamp with time zone,
    idempotency_key text COLLATE pg_catalog."C",
    worker text,
    epoch integer,
    epochs integer,
    snapshot_version text COLLATE pg_catalog."C",
    CONSTRAINT ck_training_runs_state CHECK ((state = ANY (ARRAY['queued'::text, 'running'::text, 'succeeded'::text, 'skipped'::text, 'failed'::text, 'cancelled'::text])))
);


--
-- Name: training_runs_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.training_runs ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.training_runs_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: training_schedules; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.training_schedules (
    name text NOT NULL COLLATE pg_catalog."C",
    cron text NOT NULL,
    arguments jsonb NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL
);


--
-- Name: users; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.users (
    id bigint NOT NULL,
    key text NOT NULL COLLATE pg_catalog."C",
    attributes jsonb,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT ck_users_key CHECK (((char_length(key) >= 1) AND (char_length(key) <= 200)))
);


--
-- Name: users_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.users ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.users_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Data for Name: __EFMigrationsHistory; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public."__EFMigrationsHistory" ("MigrationId", "ProductVersion") FROM stdin;
20260101000000_Initial	10.0.15
20260601000000_TrainingRuns	10.0.15
20260701000000_Publishing	10.0.15
\.


--
-- Data for Name: entities; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.entities (id, key, attributes, updated_at) FROM stdin;
1	p.9	{"name": "Jane \\"J\\" Doe"}	2026-11-28 19:17:58.015393+00
2	m.2	{"name": "Two"}	2026-11-28 19:17:58.015393+00
3	m.1	\N	2026-11-28 19:17:58.015393+00
4	c.3	\N	2026-11-28 19:17:58.015393+00
5	film/noir-pale-debt-at-velmora-1943	{"name": ["Pale", "Debt", "at", "Velmora"]}	2026-11-28 19:18:12.963414+00
6	director/bexley-bramblevane	{"name": ["Bexley", "Bramblevane"]}	2026-11-28 19:18:12.963414+00
7	genre/noir	{"name": ["noir"]}	2026-11-28 19:18:12.963414+00
8	mood/melancholy	{"name": ["melancholy"]}	2026-11-28 19:18:12.963414+00
9	studio/ninth-lantern-pictures	{"name": ["Ninth", "Lantern", "Pictures"]}	2026-11-28 19:18:12.963414+00
10	setting/harbour	{"name": ["harbour"]}	2026-11-28 19:18:12.963414+00
11	decade/1940s	{"name": ["1940s"]}	2026-11-28 19:18:12.963414+00
12	film/noir-hostile-heist-1988	{"name": ["Hostile", "Heist"]}	2026-11-28 19:18:12.963414+00
13	director/quilla-thornacourt	{"name": ["Quilla", "Thornacourt"]}	2026-11-28 19:18:12.963414+00
14	mood/tense	{"name": ["tense"]}	2026-11-28 19:18:12.963414+00
15	studio/paper-moose-pictures	{"name": ["Paper", "Moose", "Pictures"]}	2026-11-28 19:18:12.963414+00
16	setting/city-streets	{"name": ["city-streets"]}	2026-11-28 19:18:12.963414+00
17	decade/1980s	{"name": ["1980s"]}	2026-11-28 19:18:12.963414+00
18	film/space-opera-shattered-throne-at-silverlode-1991	{"name": ["Shattered", "Throne", "at", "Silverlode"]}	2026-11-28 19:18:12.963414+00
19	director/jorun-kestrebell	{"name": ["Jorun", "Kestrebell"]}	2026-11-28 19:18:12.963414+00
20	genre/space-opera	{"name": ["space-opera"]}	2026-11-28 19:18:12.963414+00
21	mood/epic	{"name": ["epic"]}	2026-11-28 19:18:12.963414+00
22	studio/tin-comet-pictures	{"name": ["Tin", "Comet", "Pictures"]}	2026-11-28 19:18:12.963414+00
23	setting/deep-space	{"name": ["deep-space"]}	2026-11-28 19:18:12.963414+00
24	decade/1990s	{"name": ["1990s"]}	2026-11-28 19:18:12.963414+00
25	film/space-opera-the-airlock-and-the-cargo-2014	{"name": ["The", "Airlock", "and", "the", "Cargo"]}	2026-11-28 19:18:12.963414+00
26	director/quilla-ashgroqvale	{"name": ["Quilla", "Ashgroqvale"]}	2026-11-28 19:18:12.963414+00
27	mood/wry	{"name": ["wry"]}	2026-11-28 19:18:12.963414+00
28	setting/orbital-station	{"name": ["orbital-station"]}	2026-11-28 19:18:12.963414+00
29	decade/2010s	{"name": ["2010s"]}	2026-11-28 19:18:12.963414+00
30	film/romance-honeyed-bouquet-1964	{"name": ["Honeyed", "Bouquet"]}	2026-11-28 19:18:12.963414+00
31	director/fenna-pellistoke	{"name": ["Fenna", "Pellistoke"]}	2026-11-28 19:18:12.963414+00
32	genre/romance	{"name": ["romance"]}	2026-11-28 19:18:12.963414+00
33	mood/warm	{"name": ["warm"]}	2026-11-28 19:18:12.963414+00
34	studio/blue-thistle-pictures	{"name": ["Blue", "Thistle", "Pictures"]}	2026-11-28 19:18:12.963414+00
35	setting/manor	{"name": ["manor"]}	2026-11-28 19:18:12.963414+00
36	decade/1960s	{"name": ["1960s"]}	2026-11-28 19:18:12.963414+00
37	film/romance-the-wrong-number-wedding-2017	{"name": ["The", "Wrong", "Number", "Wedding"]}	2026-11-28 19:18:12.963414+00
38	director/ulric-pellicourt	{"name": ["Ulric", "Pellicourt"]}	2026-11-28 19:18:12.963414+00
39	mood/playful	{"name": ["playful"]}	2026-11-28 19:18:12.963414+00
40	studio/hollow-drum-pictures	{"name": ["Hollow", "Drum", "Pictures"]}	2026-11-28 19:18:12.963414+00
41	setting/metropolis	{"name": ["metropolis"]}	2026-11-28 19:18:12.963414+00
42	film/western-the-stampede-and-the-canyon-1959	{"name": ["The", "Stampede", "and", "the", "Canyon"]}	2026-11-28 19:18:12.963414+00
43	director/vesper-thornavane	{"name": ["Vesper", "Thornavane"]}	2026-11-28 19:18:12.963414+00
44	genre/western	{"name": ["western"]}	2026-11-28 19:18:12.963414+00
48	film/western-the-lazy-saloon-1990	{"name": ["The", "Lazy", "Saloon"]}	2026-11-28 19:18:12.963414+00
52	film/mystery-the-spinster-of-pell-island-2009	{"name": ["The", "Spinster", "of", "Pell", "Island"]}	2026-11-28 19:18:12.963414+00
58	film/mystery-the-whispering-seance-1943	{"name": ["The", "Whispering", "Séance"]}	2026-11-28 19:18:12.963414+00
62	film/adventure-rickety-treasure-1937	{"name": ["Rickety", "Treasure"]}	2026-11-28 19:18:12.963414+00
68	film/adventure-the-unclimbed-base-camp-1985	{"name": ["The", "Unclimbed", "Base", "Camp"]}	2026-11-28 19:18:12.963414+00
72	film/musical-the-moonlit-spotlight-1966	{"name": ["The", "Moonlit", "Spotlight"]}	2026-11-28 19:18:12.963414+00
78	film/animation-mossy-fox-at-eastlow-1995	{"name": ["Mossy", "Fox", "at", "Eastlow"]}	2026-11-28 19:18:12.963414+00
81	film/horror-rotting-swamp-at-saint-orla-1997	{"name": ["Rotting", "Swamp", "at", "Saint", "Orla"]}	2026-11-28 19:18:12.963414+00
86	film/documentary-the-turtle-and-the-current-2005	{"name": ["The", "Turtle", "and", "the", "Current"]}	2026-11-28 19:18:12.963414+00
92	film/noir-velvet-foghorn-1941	{"name": ["Velvet", "Foghorn"]}	2026-11-28 19:18:12.963414+00
93	film/noir-cold-wire-at-saint-orla-1977	{"name": ["Cold", "Wire", "at", "Saint", "Orla"]}	2026-11-28 19:18:12.963414+00
95	film/space-opera-the-throne-and-the-horizon-2005	{"name": ["The", "Throne", "and", "the", "Horizon"]}	2026-11-28 19:18:12.963414+00
99	film/space-opera-the-airlock-and-the-cargo-ii-2016	{"name": ["The", "Airlock", "and", "the", "Cargo", "II"]}	2026-11-28 19:18:12.963414+00
\.


--
-- Data for Name: epoch_metrics; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.epoch_metrics (training_run_id, epoch, metrics, seconds, recorded_at) FROM stdin;
1	1	{"bpr": 6.269508361816406, "loss": 6.488574981689453, "epoch": 1, "valid": {"ndcg@20": 0, "recall@20": 0, "norm_exponent": 0}, "phases": {"graph": 0.0093, "update": 0.0007, "forward": 0.0625, "rebuild": 0.0602, "backward": 0.0091, "sampling": 0.0042, "diffusion": 0.1881, "evaluation": 0.0231}, "seconds": 0.3572, "diffusion": 65.56343078613281, "contrastive": 4.3813323974609375}	0.3572	2026-11-28 19:18:20.387072+00
1	2	{"bpr": 6.07780647277832, "loss": 6.294924736022949, "epoch": 2, "valid": null, "phases": {"graph": 0.0001, "update": 0.0001, "forward": 0.0079, "rebuild": 0, "backward": 0.0009, "sampling": 0.0012, "diffusion": 0, "evaluation": 0}, "seconds": 0.0102, "diffusion": null, "contrastive": 4.3423638343811035}	0.0102	2026-11-28 19:18:20.536573+00
1	3	{"bpr": 5.993775844573975, "loss": 6.21565580368042, "epoch": 3, "valid": {"ndcg@20": 0, "recall@20": 0, "norm_exponent": 0}, "phases": {"graph": 0, "update": 0.0001, "forward": 0.0081, "rebuild": 0, "backward": 0.001, "sampling": 0.0069, "diffusion": 0, "evaluation": 0.0009}, "seconds": 0.017, "diffusion": null, "contrastive": 4.4376020431518555}	0.017	2026-11-28 19:18:20.643037+00
2	1	{"bpr": 6.903482437133789, "loss": 7.1495232582092285, "epoch": 1, "valid": {"ndcg@20": 0.6309297535714575, "recall@20": 1, "norm_exponent": 0.5}, "phases": {"graph": 0, "update": 0.0001, "forward": 0.0045, "rebuild": 0.0078, "backward": 0.0009, "sampling": 0.0001, "diffusion": 0.0053, "evaluation": 0.0013}, "seconds": 0.02, "diffusion": 64.27931213378906, "contrastive": 4.9208173751831055}	0.02	2026-11-28 19:18:21.002684+00
2	2	{"bpr": 6.709976673126221, "loss": 6.9563307762146, "epoch": 2, "valid": {"ndcg@20": 0.6309297535714575, "recall@20": 1, "norm_exponent": 0.5}, "phases": {"graph": 0, "update": 0.0001, "forward": 0.0039, "rebuild": 0, "backward": 0.0023, "sampling": 0.0001, "diffusion": 0, "evaluation": 0.0007}, "seconds": 0.0071, "diffusion": null, "contrastive": 4.92708158493042}	0.0071	2026-11-28 19:18:21.020642+00
3	1	{"bpr": 6.269508361816406, "loss": 6.488574981689453, "epoch": 1, "valid": {"ndcg@20": 0, "recall@20": 0, "norm_exponent": 0}, "phases": {"graph": 0, "update": 0.0001, "forward": 0.0028, "rebuild": 0.0116, "backward": 0.0009, "sampling": 0.0001, "diffusion": 0.0039, "evaluation": 0.0048}, "seconds": 0.0242, "diffusion": 65.56343078613281, "contrastive": 4.3813323974609375}	0.0242	2026-11-28 19:18:21.16438+00
3	2	{"bpr": 6.07780647277832, "loss": 6.294924736022949, "epoch": 2, "valid": {"ndcg@20": 0, "recall@20": 0, "norm_exponent": 0}, "phases": {"graph": 0, "update": 0.0001, "forward": 0.0027, "rebuild": 0, "backward": 0.0009, "sampling": 0.0001, "diffusion": 0, "evaluation": 0.001}, "seconds": 0.0048, "diffusion": null, "contrastive": 4.3423638343811035}	0.0048	2026-11-28 19:18:21.170757+00
\.


--
-- Data for Name: interactions; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.interactions (id, user_id, item_id, event_type, weight, occurred_at, split, attributes, updated_at) FROM stdin;
1	2	3	interaction	4.5	1970-01-01 00:01:40.25+00	1	\N	2026-11-28 19:17:58.015393+00
2	1	1	interaction	3	1970-01-01 00:03:20+00	1	{"device": "phone"}	2026-11-28 19:17:58.015393+00
3	4	2	interaction	1	1970-01-01 00:05:00+00	1	\N	2026-11-28 19:17:58.015393+00
4	1	2	interaction	\N	1970-01-01 00:06:40+00	2	\N	2026-11-28 19:17:58.015393+00
5	1	3	interaction	2	1970-01-01 00:08:20+00	3	\N	2026-11-28 19:17:58.015393+00
6	5	1	buy	5	1970-01-01 00:15:00+00	0	{"device": "web"}	2026-11-28 19:17:58.015393+00
7	12	13	interaction	\N	2025-01-05 11:21:19+00	\N	\N	2026-11-28 19:18:12.963414+00
11	6	10	interaction	\N	2025-01-13 10:15:57+00	\N	\N	2026-11-28 19:18:12.963414+00
12	11	5	interaction	\N	2025-01-17 03:19:33+00	\N	\N	2026-11-28 19:18:12.963414+00
15	6	13	interaction	\N	2025-01-18 15:01:16+00	\N	\N	2026-11-28 19:18:12.963414+00
20	7	12	interaction	\N	2025-01-25 04:10:11+00	\N	\N	2026-11-28 19:18:12.963414+00
23	15	10	interaction	\N	2025-01-27 10:37:38+00	\N	\N	2026-11-28 19:18:12.963414+00
25	7	9	interaction	\N	2025-01-30 13:37:56+00	\N	\N	2026-11-28 19:18:12.963414+00
28	10	21	interaction	\N	2025-02-09 20:34:26+00	\N	\N	2026-11-28 19:18:12.963414+00
31	14	12	interaction	\N	2025-02-20 05:33:36+00	\N	\N	2026-11-28 19:18:12.963414+00
32	14	10	interaction	\N	2025-02-21 10:32:14+00	\N	\N	2026-11-28 19:18:12.963414+00
41	9	4	interaction	\N	2025-03-12 06:59:36+00	\N	\N	2026-11-28 19:18:12.963414+00
43	11	21	interaction	\N	2025-03-14 11:04:56+00	\N	\N	2026-11-28 19:18:12.963414+00
44	7	7	interaction	\N	2025-03-16 15:50:58+00	\N	\N	2026-11-28 19:18:12.963414+00
46	6	17	interaction	\N	2025-03-20 14:00:06+00	\N	\N	2026-11-28 19:18:12.963414+00
47	13	15	interaction	\N	2025-03-23 14:34:47+00	\N	\N	2026-11-28 19:18:12.963414+00
49	7	23	interaction	\N	2025-03-28 17:46:03+00	\N	\N	2026-11-28 19:18:12.963414+00
51	6	4	interaction	\N	2025-03-31 02:40:57+00	\N	\N	2026-11-28 19:18:12.963414+00
52	12	11	interaction	\N	2025-04-01 22:34:22+00	\N	\N	2026-11-28 19:18:12.963414+00
55	7	17	interaction	\N	2025-04-11 09:13:11+00	\N	\N	2026-11-28 19:18:12.963414+00
56	12	20	interaction	\N	2025-04-12 10:09:06+00	\N	\N	2026-11-28 19:18:12.963414+00
57	7	21	interaction	\N	2025-04-13 06:47:55+00	\N	\N	2026-11-28 19:18:12.963414+00
62	15	15	interaction	\N	2025-04-26 03:51:31+00	\N	\N	2026-11-28 19:18:12.963414+00
64	15	9	interaction	\N	2025-04-30 17:00:22+00	\N	\N	2026-11-28 19:18:12.963414+00
68	10	16	interaction	\N	2025-05-07 08:13:54+00	\N	\N	2026-11-28 19:18:12.963414+00
69	14	5	interaction	\N	2025-05-10 08:41:30+00	\N	\N	2026-11-28 19:18:12.963414+00
70	10	19	interaction	\N	2025-05-12 23:55:09+00	\N	\N	2026-11-28 19:18:12.963414+00
72	11	13	interaction	\N	2025-05-14 21:52:05+00	\N	\N	2026-11-28 19:18:12.963414+00
74	10	14	interaction	\N	2025-05-22 16:33:56+00	\N	\N	2026-11-28 19:18:12.963414+00
75	6	12	interaction	\N	2025-05-24 00:39:09+00	\N	\N	2026-11-28 19:18:12.963414+00
76	7	19	interaction	\N	2025-05-26 10:38:45+00	\N	\N	2026-11-28 19:18:12.963414+00
78	15	6	interaction	\N	2025-05-28 22:57:42+00	\N	\N	2026-11-28 19:18:12.963414+00
79	14	7	interaction	\N	2025-05-30 14:01:26+00	\N	\N	2026-11-28 19:18:12.963414+00
81	9	7	interaction	\N	2025-06-09 06:00:57+00	\N	\N	2026-11-28 19:18:12.963414+00
82	6	22	interaction	\N	2025-06-09 07:18:51+00	\N	\N	2026-11-28 19:18:12.963414+00
91	7	4	interaction	\N	2025-06-27 14:25:47+00	\N	\N	2026-11-28 19:18:12.963414+00
92	9	20	interaction	\N	2025-06-29 09:36:34+00	\N	\N	2026-11-28 19:18:12.963414+00
94	14	23	interaction	\N	2025-07-01 15:06:04+00	\N	\N	2026-11-28 19:18:12.963414+00
96	7	11	interaction	\N	2025-07-03 08:20:57+00	\N	\N	2026-11-28 19:18:12.963414+00
97	6	20	interaction	\N	2025-07-05 19:13:54+00	\N	\N	2026-11-28 19:18:12.963414+00
98	7	15	interaction	\N	2025-07-06 03:08:11+00	\N	\N	2026-11-28 19:18:12.963414+00
99	15	20	interaction	\N	2025-07-07 01:11:31+00	\N	\N	2026-11-28 19:18:12.963414+00
102	11	14	interaction	\N	2025-07-08 12:46:28+00	\N	\N	2026-11-28 19:18:12.963414+00
108	8	19	interaction	\N	2025-07-17 04:47:53+00	\N	\N	2026-11-28 19:18:12.963414+00
110	10	17	interaction	\N	2025-07-17 22:03:51+00	\N	\N	2026-11-28 19:18:12.963414+00
111	13	9	interaction	\N	2025-07-19 12:05:26+00	\N	\N	2026-11-28 19:18:12.963414+00
112	8	11	interaction	\N	2025-07-22 01:49:48+00	\N	\N	2026-11-28 19:18:12.963414+00
113	6	19	interaction	\N	2025-07-23 06:20:46+00	\N	\N	2026-11-28 19:18:12.963414+00
114	8	23	interaction	\N	2025-07-27 15:41:34+00	\N	\N	2026-11-28 19:18:12.963414+00
117	12	19	interaction	\N	2025-08-05 11:40:30+00	\N	\N	2026-11-28 19:18:12.963414+00
118	10	15	interaction	\N	2025-08-07 18:43:03+00	\N	\N	2026-11-28 19:18:12.963414+00
119	14	13	interaction	\N	2025-08-10 02:20:50+00	\N	\N	2026-11-28 19:18:12.963414+00
121	14	21	interaction	\N	2025-08-13 02:01:54+00	\N	\N	2026-11-28 19:18:12.963414+00
123	12	15	interaction	\N	2025-08-14 19:31:21+00	\N	\N	2026-11-28 19:18:12.963414+00
127	12	4	interaction	\N	2025-09-01 03:14:46+00	\N	\N	2026-11-28 19:18:12.963414+00
128	12	8	interaction	\N	2025-09-03 13:17:22+00	\N	\N	2026-11-28 19:18:12.963414+00
130	11	12	interaction	\N	2025-09-04 18:03:26+00	\N	\N	2026-11-28 19:18:12.963414+00
134	7	14	interaction	\N	2025-09-15 22:05:30+00	\N	\N	2026-11-28 19:18:12.963414+00
136	12	7	interaction	\N	2025-09-19 05:38:51+00	\N	\N	2026-11-28 19:18:12.963414+00
139	15	21	interaction	\N	2025-09-20 21:18:26+00	\N	\N	2026-11-28 19:18:12.963414+00
150	12	6	interaction	\N	2025-10-11 06:09:34+00	\N	\N	2026-11-28 19:18:12.963414+00
153	12	23	interaction	\N	2025-10-15 13:44:58+00	\N	\N	2026-11-28 19:18:12.963414+00
156	14	11	interaction	\N	2025-10-25 09:12:33+00	\N	\N	2026-11-28 19:18:12.963414+00
157	7	6	interaction	\N	2025-10-25 12:40:57+00	\N	\N	2026-11-28 19:18:12.963414+00
159	10	6	interaction	\N	2025-10-26 03:37:18+00	\N	\N	2026-11-28 19:18:12.963414+00
161	11	16	interaction	\N	2025-10-26 17:47:18+00	\N	\N	2026-11-28 19:18:12.963414+00
163	12	22	interaction	\N	2025-10-27 18:31:23+00	\N	\N	2026-11-28 19:18:12.963414+00
168	15	13	interaction	\N	2025-10-29 20:05:48+00	\N	\N	2026-11-28 19:18:12.963414+00
169	11	8	interaction	\N	2025-10-30 10:02:44+00	\N	\N	2026-11-28 19:18:12.963414+00
175	10	20	interaction	\N	2025-11-13 06:01:32+00	\N	\N	2026-11-28 19:18:12.963414+00
178	11	7	interaction	\N	2025-11-17 14:09:03+00	\N	\N	2026-11-28 19:18:12.963414+00
180	10	12	interaction	\N	2025-11-19 19:15:59+00	\N	\N	2026-11-28 19:18:12.963414+00
182	13	11	interaction	\N	2025-11-20 22:32:11+00	\N	\N	2026-11-28 19:18:12.963414+00
183	6	14	interaction	\N	2025-12-01 22:22:13+00	\N	\N	2026-11-28 19:18:12.963414+00
185	10	5	interaction	\N	2025-12-09 12:03:14+00	\N	\N	2026-11-28 19:18:12.963414+00
186	10	7	interaction	\N	2025-12-09 18:05:01+00	\N	\N	2026-11-28 19:18:12.963414+00
188	11	23	interaction	\N	2025-12-15 01:05:03+00	\N	\N	2026-11-28 19:18:12.963414+00
189	9	23	interaction	\N	2025-12-15 16:53:47+00	\N	\N	2026-11-28 19:18:12.963414+00
193	8	7	interaction	\N	2025-12-24 16:12:19+00	\N	\N	2026-11-28 19:18:12.963414+00
194	9	17	interaction	\N	2025-12-25 13:20:09+00	\N	\N	2026-11-28 19:18:12.963414+00
\.


--
-- Data for Name: item_features; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.item_features (item_id, modality, dim, "values", updated_at) FROM stdin;
2	image	2	{1,2}	2026-11-28 19:17:58.015393+00
3	image	2	{3.5,-4}	2026-11-28 19:17:58.015393+00
1	image	2	{5,6}	2026-11-28 19:17:58.015393+00
\.


--
-- Data for Name: items; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.items (id, key, name, attributes, categories, hidden, available_until, entity_id, updated_at) FROM stdin;
1	2	The "Big" One	{"mix": [0.5, -1000], "price": 9.90, "title": ["The", "\\"Big\\"", "One"], "genres": ["drama", "comedy", "drama"]}	{drama,comedy}	f	\N	2	2026-11-28 19:17:58.015393+00
2	0	\N	{"price": 0.0000001}	{}	f	\N	2	2026-11-28 19:17:58.015393+00
3	1	Öl	{"mix": [7], "title": ["Öl"], "genres": ["drama"]}	{drama}	f	\N	3	2026-11-28 19:17:58.015393+00
4	noir-pale-debt-at-velmora-1943	Pale Debt at Velmora	{"name": ["Pale", "Debt", "at", "Velmora"], "year": 1943, "category": ["noir", "melancholy"]}	{noir,melancholy}	f	\N	5	2026-11-28 19:18:12.963414+00
5	noir-hostile-heist-1988	Hostile Heist	{"name": ["Hostile", "Heist"], "year": 1988, "category": ["noir", "tense"]}	{noir,tense}	f	\N	12	2026-11-28 19:18:12.963414+00
6	space-opera-shattered-throne-at-silverlode-1991	Shattered Throne at Silverlode	{"name": ["Shattered", "Throne", "at", "Silverlode"], "year": 1991, "category": ["space-opera", "epic"]}	{space-opera,epic}	f	\N	18	2026-11-28 19:18:12.963414+00
7	space-opera-the-airlock-and-the-cargo-2014	The Airlock and the Cargo	{"name": ["The", "Airlock", "and", "the", "Cargo"], "year": 2014, "category": ["space-opera", "wry"]}	{space-opera,wry}	f	\N	25	2026-11-28 19:18:12.963414+00
8	romance-honeyed-bouquet-1964	Honeyed Bouquet	{"name": ["Honeyed", "Bouquet"], "year": 1964, "category": ["romance", "warm"]}	{romance,warm}	f	\N	30	2026-11-28 19:18:12.963414+00
9	romance-the-wrong-number-wedding-2017	The Wrong Number Wedding	{"name": ["The", "Wrong", "Number", "Wedding"], "year": 2017, "category": ["romance", "playful"]}	{romance,playful}	f	\N	37	2026-11-28 19:18:12.963414+00
10	western-the-stampede-and-the-canyon-1959	The Stampede and the Canyon	{"name": ["The", "Stampede", "and", "the", "Canyon"], "year": 1959, "category": ["western", "epic"]}	{western,epic}	f	\N	42	2026-11-28 19:18:12.963414+00
11	western-the-lazy-saloon-1990	The Lazy Saloon	{"name": ["The", "Lazy", "Saloon"], "year": 1990, "category": ["western", "wry"]}	{western,wry}	f	\N	48	2026-11-28 19:18:12.963414+00
12	mystery-the-spinster-of-pell-island-2009	The Spinster of Pell Island	{"name": ["The", "Spinster", "of", "Pell", "Island"], "year": 2009, "category": ["mystery", "cosy"]}	{mystery,cosy}	f	\N	52	2026-11-28 19:18:12.963414+00
13	mystery-the-whispering-seance-1943	The Whispering Séance	{"name": ["The", "Whispering", "Séance"], "year": 1943, "category": ["mystery", "eerie", "animation"]}	{mystery,eerie,animation}	f	\N	58	2026-11-28 19:18:12.963414+00
14	adventure-rickety-treasure-1937	Rickety Treasure	{"name": ["Rickety", "Treasure"], "year": 1937, "category": ["adventure", "playful"]}	{adventure,playful}	f	\N	62	2026-11-28 19:18:12.963414+00
15	adventure-the-unclimbed-base-camp-1985	The Unclimbed Base Camp	{"name": ["The", "Unclimbed", "Base", "Camp"], "year": 1985, "category": ["adventure", "epic"]}	{adventure,epic}	f	\N	68	2026-11-28 19:18:12.963414+00
16	musical-the-moonlit-spotlight-1966	The Moonlit Spotlight	{"name": ["The", "Moonlit", "Spotlight"], "year": 1966, "category": ["musical", "dreamy"]}	{musical,dreamy}	f	\N	72	2026-11-28 19:18:12.963414+00
17	animation-mossy-fox-at-eastlow-1995	Mossy Fox at Eastlow	{"name": ["Mossy", "Fox", "at", "Eastlow"], "year": 1995, "category": ["animation", "warm"]}	{animation,warm}	f	\N	78	2026-11-28 19:18:12.963414+00
18	horror-rotting-swamp-at-saint-orla-1997	Rotting Swamp at Saint Orla	{"name": ["Rotting", "Swamp", "at", "Saint", "Orla"], "year": 1997, "category": ["horror", "eerie"]}	{horror,eerie}	f	\N	81	2026-11-28 19:18:12.963414+00
19	documentary-the-turtle-and-the-current-2005	The Turtle and the Current	{"name": ["The", "Turtle", "and", "the", "Current"], "year": 2005, "category": ["documentary", "calm", "adventure"]}	{documentary,calm,adventure}	f	\N	86	2026-11-28 19:18:12.963414+00
20	noir-velvet-foghorn-1941	Velvet Foghorn	{"name": ["Velvet", "Foghorn"], "year": 1941, "category": ["noir", "melancholy"]}	{noir,melancholy}	f	\N	92	2026-11-28 19:18:12.963414+00
21	noir-cold-wire-at-saint-orla-1977	Cold Wire at Saint Orla	{"name": ["Cold", "Wire", "at", "Saint", "Orla"], "year": 1977, "category": ["noir", "tense"]}	{noir,tense}	f	\N	93	2026-11-28 19:18:12.963414+00
22	space-opera-the-throne-and-the-horizon-2005	The Throne and the Horizon	{"name": ["The", "Throne", "and", "the", "Horizon"], "year": 2005, "category": ["space-opera", "epic"]}	{space-opera,epic}	f	\N	95	2026-11-28 19:18:12.963414+00
23	space-opera-the-airlock-and-the-cargo-ii-2016	The Airlock and the Cargo II	{"name": ["The", "Airlock", "and", "the", "Cargo", "II"], "year": 2016, "category": ["space-opera", "wry"]}	{space-opera,wry}	f	\N	99	2026-11-28 19:18:12.963414+00
\.


--
-- Data for Name: kg_triples; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.kg_triples (id, head_id, relation_id, tail_id, updated_at) FROM stdin;
1	3	1	1	2026-11-28 19:17:58.015393+00
2	2	1	1	2026-11-28 19:17:58.015393+00
3	2	2	3	2026-11-28 19:17:58.015393+00
4	1	3	4	2026-11-28 19:17:58.015393+00
6	5	6	7	2026-11-28 19:18:12.963414+00
7	5	7	8	2026-11-28 19:18:12.963414+00
8	5	4	6	2026-11-28 19:18:12.963414+00
9	5	9	9	2026-11-28 19:18:12.963414+00
10	5	11	10	2026-11-28 19:18:12.963414+00
11	5	5	11	2026-11-28 19:18:12.963414+00
12	6	8	7	2026-11-28 19:18:12.963414+00
13	12	6	7	2026-11-28 19:18:12.963414+00
14	12	7	14	2026-11-28 19:18:12.963414+00
15	12	4	13	2026-11-28 19:18:12.963414+00
16	12	9	15	2026-11-28 19:18:12.963414+00
17	12	11	16	2026-11-28 19:18:12.963414+00
18	12	5	17	2026-11-28 19:18:12.963414+00
19	13	8	7	2026-11-28 19:18:12.963414+00
20	18	6	20	2026-11-28 19:18:12.963414+00
21	18	7	21	2026-11-28 19:18:12.963414+00
22	18	4	19	2026-11-28 19:18:12.963414+00
23	18	9	22	2026-11-28 19:18:12.963414+00
24	18	11	23	2026-11-28 19:18:12.963414+00
25	18	5	24	2026-11-28 19:18:12.963414+00
26	19	8	20	2026-11-28 19:18:12.963414+00
27	25	6	20	2026-11-28 19:18:12.963414+00
28	25	7	27	2026-11-28 19:18:12.963414+00
29	25	4	26	2026-11-28 19:18:12.963414+00
30	25	9	22	2026-11-28 19:18:12.963414+00
31	25	11	28	2026-11-28 19:18:12.963414+00
32	25	5	29	2026-11-28 19:18:12.963414+00
33	26	8	20	2026-11-28 19:18:12.963414+00
34	30	6	32	2026-11-28 19:18:12.963414+00
35	30	7	33	2026-11-28 19:18:12.963414+00
36	30	4	31	2026-11-28 19:18:12.963414+00
37	30	9	34	2026-11-28 19:18:12.963414+00
38	30	11	35	2026-11-28 19:18:12.963414+00
39	30	5	36	2026-11-28 19:18:12.963414+00
40	31	8	32	2026-11-28 19:18:12.963414+00
41	37	6	32	2026-11-28 19:18:12.963414+00
42	37	7	39	2026-11-28 19:18:12.963414+00
43	37	4	38	2026-11-28 19:18:12.963414+00
44	37	9	40	2026-11-28 19:18:12.963414+00
45	37	11	41	2026-11-28 19:18:12.963414+00
46	37	5	29	2026-11-28 19:18:12.963414+00
47	38	8	32	2026-11-28 19:18:12.963414+00
48	42	6	44	2026-11-28 19:18:12.963414+00
49	42	7	21	2026-11-28 19:18:12.963414+00
50	42	4	43	2026-11-28 19:18:12.963414+00
\.


--
-- Data for Name: relations; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.relations (id, key, attributes, updated_at) FROM stdin;
1	director	{"name": "directed by"}	2026-11-28 19:17:58.015393+00
2	sequel	\N	2026-11-28 19:17:58.015393+00
3	born in	\N	2026-11-28 19:17:58.015393+00
4	directed_by	{"name": ["directed", "by"]}	2026-11-28 19:18:12.963414+00
5	from_decade	{"name": ["from", "the", "decade"]}	2026-11-28 19:18:12.963414+00
6	has_genre	{"name": ["of", "the", "genre"]}	2026-11-28 19:18:12.963414+00
7	has_mood	{"name": ["of", "the", "mood"]}	2026-11-28 19:18:12.963414+00
8	known_for	{"name": ["known", "for"]}	2026-11-28 19:18:12.963414+00
9	made_by	{"name": ["made", "by"]}	2026-11-28 19:18:12.963414+00
10	part_of	{"name": ["part", "of", "the", "series"]}	2026-11-28 19:18:12.963414+00
11	set_in	{"name": ["set", "in"]}	2026-11-28 19:18:12.963414+00
\.


--
-- Data for Name: snapshots; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.snapshots (version, state, file_name, metadata, reason, training_run_id, created_at, activated_at, verdict, canary_share) FROM stdin;
20261128T191821Z-cd06	active	20261128T191821Z-cd06.safetensors	{"dataset": "database", "metrics": {"test.ndcg@20": 1, "valid.ndcg@20": 0, "test.recall@20": 1, "valid.recall@20": 0, "most_popular.ndcg@20": 0, "most_popular.recall@20": 0}, "version": "20261128T191821Z-cd06", "features": [], "createdAt": "2026-11-28T19:18:21.1629164+00:00", "watermark": "2026-11-28T19:18:12.963414+00:00", "hyperParameters": {"KDiffE:L2": "0", "KDiffE:Xi": "0.7", "KDiffE:Dim": "8", "Diffusion:Q": "1", "KDiffE:Loss": "Softmax", "KDiffE:Seed": "1", "KDiffE:Batch": "0", "KDiffE:Walks": "12", "KDiffE:Epochs": "2", "KDiffE:KgHops": "1", "KDiffE:Layers": "2", "Diffusion:Mode": "Auto", "KDiffE:Restart": "0.2", "Diffusion:Steps": "10", "KDiffE:Patience": "100", "Diffusion:Hidden": "256", "KDiffE:Averaging": "0.995", "KDiffE:Negatives": "512", "KDiffE:SelfLoops": "False", "Diffusion:Enabled": "True", "KDiffE:Modalities": "Off", "KDiffE:WalkLength": "50", "Contrastive:Weight": "0.05", "Contrastive:Enabled": "True", "Diffusion:Precision": "Auto", "KDiffE:LearningRate": "0.005", "KDiffE:MaxNeighbors": "32", "KDiffE:NormExponent": "auto", "Diffusion:NoiseSteps": "0", "KDiffE:EvaluateEvery": "3", "KDiffE:HiddenTargets": "0.5", "Contrastive:Negatives": "auto", "Contrastive:Precision": "Auto", "Diffusion:GuideWeight": "0.1", "Diffusion:RebuildEvery": "5", "KDiffE:ItemGraphWeight": "1", "KDiffE:RankTemperature": "0.2", "Contrastive:Temperature": "0.5", "KDiffE:LayerCombination": "Mean", "KDiffE:ItemGraphNeighbors": "10"}}	\N	3	2026-11-28 19:18:21.162916+00	2026-11-28 19:18:21.193518+00	{"active": {"ndcg": 1, "recall": 1}, "passed": true, "reason": null, "candidate": {"ndcg": 1, "recall": 1}, "mostPopular": {"ndcg": 0, "recall": 0}, "maxRelativeDrop": 0.03}	\N
20261128T191820Z-25b8	canary	20261128T191820Z-25b8.safetensors	{"dataset": "database", "metrics": {"test.ndcg@20": 1, "valid.ndcg@20": 0, "test.recall@20": 1, "valid.recall@20": 0, "most_popular.ndcg@20": 0, "most_popular.recall@20": 0}, "version": "20261128T191820Z-25b8", "features": [], "createdAt": "2026-11-28T19:18:20.4322251+00:00", "watermark": "2026-11-28T19:18:12.963414+00:00", "hyperParameters": {"KDiffE:L2": "0", "KDiffE:Xi": "0.7", "KDiffE:Dim": "8", "Diffusion:Q": "1", "KDiffE:Loss": "Softmax", "KDiffE:Seed": "1", "KDiffE:Batch": "0", "KDiffE:Walks": "12", "KDiffE:Epochs": "3", "KDiffE:KgHops": "1", "KDiffE:Layers": "2", "Diffusion:Mode": "Auto", "KDiffE:Restart": "0.2", "Diffusion:Steps": "10", "KDiffE:Patience": "100", "Diffusion:Hidden": "256", "KDiffE:Averaging": "0.995", "KDiffE:Negatives": "512", "KDiffE:SelfLoops": "False", "Diffusion:Enabled": "True", "KDiffE:Modalities": "Off", "KDiffE:WalkLength": "50", "Contrastive:Weight": "0.05", "Contrastive:Enabled": "True", "Diffusion:Precision": "Auto", "KDiffE:LearningRate": "0.005", "KDiffE:MaxNeighbors": "32", "KDiffE:NormExponent": "auto", "Diffusion:NoiseSteps": "0", "KDiffE:EvaluateEvery": "3", "KDiffE:HiddenTargets": "0.5", "Contrastive:Negatives": "auto", "Contrastive:Precision": "Auto", "Diffusion:GuideWeight": "0.1", "Diffusion:RebuildEvery": "5", "KDiffE:ItemGraphWeight": "1", "KDiffE:RankTemperature": "0.2", "Contrastive:Temperature": "0.5", "KDiffE:LayerCombination": "Mean", "KDiffE:ItemGraphNeighbors": "10"}}	\N	1	2026-11-28 19:18:20.432225+00	2026-11-28 19:18:20.848623+00	{"active": null, "passed": true, "reason": null, "candidate": {"ndcg": 1, "recall": 1}, "mostPopular": {"ndcg": 0, "recall": 0}, "maxRelativeDrop": 0.03}	0.1
20261128T191821Z-6dd1	rejected	20261128T191821Z-6dd1.safetensors	{"dataset": "database", "metrics": {"test.ndcg@20": 1, "valid.ndcg@20": 0.6309297535714575, "test.recall@20": 1, "valid.recall@20": 1, "most_popular.ndcg@20": 0, "most_popular.recall@20": 0}, "version": "20261128T191821Z-6dd1", "features": [], "createdAt": "2026-11-28T19:18:21.0045177+00:00", "watermark": "2026-11-28T19:18:12.963414+00:00", "hyperParameters": {"KDiffE:L2": "0", "KDiffE:Xi": "0.7", "KDiffE:Dim": "4", "Diffusion:Q": "1", "KDiffE:Loss": "Softmax", "KDiffE:Seed": "1", "KDiffE:Batch": "0", "KDiffE:Walks": "12", "KDiffE:Epochs": "2", "KDiffE:KgHops": "1", "KDiffE:Layers": "2", "Diffusion:Mode": "Auto", "KDiffE:Restart": "0.2", "Diffusion:Steps": "10", "KDiffE:Patience": "100", "Diffusion:Hidden": "256", "KDiffE:Averaging": "0.995", "KDiffE:Negatives": "512", "KDiffE:SelfLoops": "False", "Diffusion:Enabled": "True", "KDiffE:Modalities": "Off", "KDiffE:WalkLength": "50", "Contrastive:Weight": "0.05", "Contrastive:Enabled": "True", "Diffusion:Precision": "Auto", "KDiffE:LearningRate": "0.005", "KDiffE:MaxNeighbors": "32", "KDiffE:NormExponent": "auto", "Diffusion:NoiseSteps": "0", "KDiffE:EvaluateEvery": "3", "KDiffE:HiddenTargets": "0.5", "Contrastive:Negatives": "auto", "Contrastive:Precision": "Auto", "Diffusion:GuideWeight": "0.1", "Diffusion:RebuildEvery": "5", "KDiffE:ItemGraphWeight": "1", "KDiffE:RankTemperature": "0.2", "Contrastive:Temperature": "0.5", "KDiffE:LayerCombination": "Mean", "KDiffE:ItemGraphNeighbors": "10"}}	It was rejected by hand.	2	2026-11-28 19:18:21.004517+00	2026-11-28 19:18:21.04956+00	{"active": {"ndcg": 1, "recall": 1}, "passed": true, "reason": null, "candidate": {"ndcg": 1, "recall": 1}, "mostPopular": {"ndcg": 0, "recall": 0}, "maxRelativeDrop": 0.03}	\N
\.


--
-- Data for Name: training_events; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.training_events (id, training_run_id, kind, data, created_at) FROM stdin;
1	1	state	{"state": "queued", "reason": null}	2026-11-28 19:18:16.17336+00
2	2	state	{"state": "queued", "reason": null}	2026-11-28 19:18:16.867956+00
3	3	state	{"state": "queued", "reason": null}	2026-11-28 19:18:16.922519+00
4	1	state	{"state": "running", "reason": null}	2026-11-28 19:18:18.577519+00
5	1	epoch	{"bpr": 6.269508361816406, "loss": 6.488574981689453, "epoch": 1, "valid": {"ndcg@20": 0, "recall@20": 0, "norm_exponent": 0}, "phases": {"graph": 0.0093, "update": 0.0007, "forward": 0.0625, "rebuild": 0.0602, "backward": 0.0091, "sampling": 0.0042, "diffusion": 0.1881, "evaluation": 0.0231}, "seconds": 0.3572, "diffusion": 65.56343078613281, "contrastive": 4.3813323974609375}	2026-11-28 19:18:20.387072+00
6	1	epoch	{"bpr": 6.07780647277832, "loss": 6.294924736022949, "epoch": 2, "valid": null, "phases": {"graph": 0.0001, "update": 0.0001, "forward": 0.0079, "rebuild": 0, "backward": 0.0009, "sampling": 0.0012, "diffusion": 0, "evaluation": 0}, "seconds": 0.0102, "diffusion": null, "contrastive": 4.3423638343811035}	2026-11-28 19:18:20.536573+00
7	1	epoch	{"bpr": 5.993775844573975, "loss": 6.21565580368042, "epoch": 3, "valid": {"ndcg@20": 0, "recall@20": 0, "norm_exponent": 0}, "phases": {"graph": 0, "update": 0.0001, "forward": 0.0081, "rebuild": 0, "backward": 0.001, "sampling": 0.0069, "diffusion": 0, "evaluation": 0.0009}, "seconds": 0.017, "diffusion": null, "contrastive": 4.4376020431518555}	2026-11-28 19:18:20.643037+00
8	1	state	{"state": "succeeded", "reason": null}	2026-11-28 19:18:20.787111+00
9	2	state	{"state": "running", "reason": null}	2026-11-28 19:18:20.93103+00
10	2	epoch	{"bpr": 6.903482437133789, "loss": 7.1495232582092285, "epoch": 1, "valid": {"ndcg@20": 0.6309297535714575, "recall@20": 1, "norm_exponent": 0.5}, "phases": {"graph": 0, "update": 0.0001, "forward": 0.0045, "rebuild": 0.0078, "backward": 0.0009, "sampling": 0.0001, "diffusion": 0.0053, "evaluation": 0.0013}, "seconds": 0.02, "diffusion": 64.27931213378906, "contrastive": 4.9208173751831055}	2026-11-28 19:18:21.002684+00
11	2	epoch	{"bpr": 6.709976673126221, "loss": 6.9563307762146, "epoch": 2, "valid": {"ndcg@20": 0.6309297535714575, "recall@20": 1, "norm_exponent": 0.5}, "phases": {"graph": 0, "update": 0.0001, "forward": 0.0039, "rebuild": 0, "backward": 0.0023, "sampling": 0.0001, "diffusion": 0, "evaluation": 0.0007}, "seconds": 0.0071, "diffusion": null, "contrastive": 4.92708158493042}	2026-11-28 19:18:21.020642+00
12	2	state	{"state": "succeeded", "reason": null}	2026-11-28 19:18:21.040122+00
13	3	state	{"state": "running", "reason": null}	2026-11-28 19:18:21.096283+00
14	3	epoch	{"bpr": 6.269508361816406, "loss": 6.488574981689453, "epoch": 1, "valid": {"ndcg@20": 0, "recall@20": 0, "norm_exponent": 0}, "phases": {"graph": 0, "update": 0.0001, "forward": 0.0028, "rebuild": 0.0116, "backward": 0.0009, "sampling": 0.0001, "diffusion": 0.0039, "evaluation": 0.0048}, "seconds": 0.0242, "diffusion": 65.56343078613281, "contrastive": 4.3813323974609375}	2026-11-28 19:18:21.16438+00
15	3	epoch	{"bpr": 6.07780647277832, "loss": 6.294924736022949, "epoch": 2, "valid": {"ndcg@20": 0, "recall@20": 0, "norm_exponent": 0}, "phases": {"graph": 0, "update": 0.0001, "forward": 0.0027, "rebuild": 0, "backward": 0.0009, "sampling": 0.0001, "diffusion": 0, "evaluation": 0.001}, "seconds": 0.0048, "diffusion": null, "contrastive": 4.3423638343811035}	2026-11-28 19:18:21.170757+00
16	3	state	{"state": "succeeded", "reason": null}	2026-11-28 19:18:21.18873+00
17	4	state	{"state": "queued", "reason": null}	2026-11-28 19:18:41.135375+00
18	4	state	{"state": "cancelled", "reason": null}	2026-11-28 19:18:41.284101+00
19	5	state	{"state": "queued", "reason": null}	2026-11-28 19:18:41.442136+00
\.


--
-- Data for Name: training_runs; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.training_runs (id, state, arguments, phase, progress, attempt, lease, heartbeat_at, cancel_requested, watermark, error, created_at, started_at, finished_at, idempotency_key, worker, epoch, epochs, snapshot_version) FROM stdin;
4	cancelled	{"preset": "default", "settings": {}}	\N	0	0	\N	\N	t	\N	\N	2026-11-28 19:18:41.135375+00	\N	2026-11-28 19:18:41.284101+00	\N	\N	\N	\N	\N
5	queued	{"preset": "default", "settings": {"KDiffE:Layers": "3"}}	\N	0	0	\N	\N	f	\N	\N	2026-11-28 19:18:41.442136+00	\N	\N	request waits	\N	\N	\N	\N
1	succeeded	{"preset": "default", "settings": {"KDiffE:Dim": "8", "KDiffE:Epochs": "3", "KDiffE:Patience": "100"}}	published	1	1	\N	2026-11-28 19:18:20.785428+00	f	2026-11-28 19:18:12.963414+00	\N	2026-11-28 19:18:16.17336+00	2026-11-28 19:18:18.577519+00	2026-11-28 19:18:20.856355+00	request tonight	worker-1:4711	\N	\N	20261128T191820Z-25b8
2	succeeded	{"preset": "default", "settings": {"KDiffE:Dim": "4", "KDiffE:Epochs": "2", "KDiffE:Patience": "100"}}	published	1	1	\N	2026-11-28 19:18:21.039564+00	f	2026-11-28 19:18:12.963414+00	\N	2026-11-28 19:18:16.867956+00	2026-11-28 19:18:20.93103+00	2026-11-28 19:18:21.0515+00	request tomorrow	worker-1:4711	\N	\N	20261128T191821Z-6dd1
3	succeeded	{"preset": "default", "settings": {"KDiffE:Dim": "8", "KDiffE:Epochs": "2", "KDiffE:Patience": "100"}}	published	1	1	\N	2026-11-28 19:18:21.188876+00	f	2026-11-28 19:18:12.963414+00	\N	2026-11-28 19:18:16.922519+00	2026-11-28 19:18:21.096283+00	2026-11-28 19:18:21.194879+00	request later	worker-1:4711	\N	\N	20261128T191821Z-cd06
\.


--
-- Data for Name: training_schedules; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.training_schedules (name, cron, arguments, updated_at) FROM stdin;
nightly	30 2 * * *	{"preset": "default", "settings": {}}	2026-11-28 19:18:21.331329+00
weekly	0 4 * * 7	{"preset": "default", "settings": {"KDiffE:Layers": "3"}}	2026-11-28 19:18:21.411058+00
\.


--
-- Data for Name: users; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.users (id, key, attributes, updated_at) FROM stdin;
1	anna	{"age": 31, "tags": ["red", "", "blue"]}	2026-11-28 19:17:58.015393+00
2	björn	{}	2026-11-28 19:17:58.015393+00
3	清	{"age": 0.10, "tags": ["grün"]}	2026-11-28 19:17:58.015393+00
4	guest	\N	2026-11-28 19:17:58.015393+00
5	late	\N	2026-11-28 19:17:58.015393+00
6	user-0001	{"tastes": ["epic-western", "eerie-mystery"]}	2026-11-28 19:18:12.963414+00
7	user-0002	{"tastes": ["playful-romance", "cosy-mystery"]}	2026-11-28 19:18:12.963414+00
8	user-0003	{"tastes": ["playful-adventure", "wry-space-opera"]}	2026-11-28 19:18:12.963414+00
9	user-0004	{"tastes": ["melancholy-noir"]}	2026-11-28 19:18:12.963414+00
10	user-0005	{"tastes": ["playful-adventure", "dreamy-musical"]}	2026-11-28 19:18:12.963414+00
11	user-0006	{"tastes": ["tense-noir"]}	2026-11-28 19:18:12.963414+00
12	user-0007	{"tastes": ["eerie-mystery"]}	2026-11-28 19:18:12.963414+00
13	user-0008	{"tastes": ["epic-adventure"]}	2026-11-28 19:18:12.963414+00
14	user-0009	{"tastes": ["wry-space-opera", "cosy-mystery", "tense-noir"]}	2026-11-28 19:18:12.963414+00
15	user-0010	{"tastes": ["epic-western", "playful-romance"]}	2026-11-28 19:18:12.963414+00
\.


--
-- Name: entities_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.entities_id_seq', 150, true);


--
-- Name: interactions_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.interactions_id_seq', 196, true);


--
-- Name: items_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.items_id_seq', 53, true);


--
-- Name: kg_triples_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.kg_triples_id_seq', 351, true);


--
-- Name: relations_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.relations_id_seq', 11, true);


--
-- Name: training_events_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.training_events_id_seq', 19, true);


--
-- Name: training_runs_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.training_runs_id_seq', 5, true);


--
-- Name: users_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.users_id_seq', 15, true);


--
-- Name: __EFMigrationsHistory PK___EFMigrationsHistory; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public."__EFMigrationsHistory"
    ADD CONSTRAINT "PK___EFMigrationsHistory" PRIMARY KEY ("MigrationId");


--
-- Name: entities pk_entities; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.entities
    ADD CONSTRAINT pk_entities PRIMARY KEY (id);


--
-- Name: epoch_metrics pk_epoch_metrics; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.epoch_metrics
    ADD CONSTRAINT pk_epoch_metrics PRIMARY KEY (training_run_id, epoch);


--
-- Name: interactions pk_interactions; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.interactions
    ADD CONSTRAINT pk_interactions PRIMARY KEY (id);


--
-- Name: item_features pk_item_features; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.item_features
    ADD CONSTRAINT pk_item_features PRIMARY KEY (modality, item_id);


--
-- Name: items pk_items; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.items
    ADD CONSTRAINT pk_items PRIMARY KEY (id);


--
-- Name: kg_triples pk_kg_triples; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.kg_triples
    ADD CONSTRAINT pk_kg_triples PRIMARY KEY (id);


--
-- Name: relations pk_relations; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.relations
    ADD CONSTRAINT pk_relations PRIMARY KEY (id);


--
-- Name: snapshots pk_snapshots; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.snapshots
    ADD CONSTRAINT pk_snapshots PRIMARY KEY (version);


--
-- Name: training_events pk_training_events; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.training_events
    ADD CONSTRAINT pk_training_events PRIMARY KEY (id);


--
-- Name: training_runs pk_training_runs; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.training_runs
    ADD CONSTRAINT pk_training_runs PRIMARY KEY (id);


--
-- Name: training_schedules pk_training_schedules; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.training_schedules
    ADD CONSTRAINT pk_training_schedules PRIMARY KEY (name);


--
-- Name: users pk_users; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.users
    ADD CONSTRAINT pk_users PRIMARY KEY (id);


--
-- Name: ix_entities_key; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX ix_entities_key ON public.entities USING btree (key);


--
-- Name: ix_interactions_item_id; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_interactions_item_id ON public.interactions USING btree (item_id);


--
-- Name: ix_interactions_user_id_item_id_event_type_occurred_at; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX ix_interactions_user_id_item_id_event_type_occurred_at ON public.interactions USING btree (user_id, item_id, event_type, occurred_at) NULLS NOT DISTINCT;


--
-- Name: ix_item_features_item_id; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_item_features_item_id ON public.item_features USING btree (item_id);


--
-- Name: ix_items_entity_id; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_items_entity_id ON public.items USING btree (entity_id);


--
-- Name: ix_items_key; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX ix_items_key ON public.items USING btree (key);


--
-- Name: ix_kg_triples_head_id_relation_id_tail_id; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX ix_kg_triples_head_id_relation_id_tail_id ON public.kg_triples USING btree (head_id, relation_id, tail_id);


--
-- Name: ix_kg_triples_relation_id; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_kg_triples_relation_id ON public.kg_triples USING btree (relation_id);


--
-- Name: ix_kg_triples_tail_id; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_kg_triples_tail_id ON public.kg_triples USING btree (tail_id);


--
-- Name: ix_relations_key; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX ix_relations_key ON public.relations USING btree (key);


--
-- Name: ix_snapshots_one_active; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX ix_snapshots_one_active ON public.snapshots USING btree (state) WHERE (state = 'active'::text);


--
-- Name: ix_snapshots_one_canary; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX ix_snapshots_one_canary ON public.snapshots USING btree (state) WHERE (state = 'canary'::text);


--
-- Name: ix_snapshots_training_run_id; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_snapshots_training_run_id ON public.snapshots USING btree (training_run_id);


--
-- Name: ix_training_events_training_run_id_id; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_training_events_training_run_id_id ON public.training_events USING btree (training_run_id, id);


--
-- Name: ix_training_runs_idempotency_key; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX ix_training_runs_idempotency_key ON public.training_runs USING btree (idempotency_key);


--
-- Name: ix_training_runs_state; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_training_runs_state ON public.training_runs USING btree (state);


--
-- Name: ix_users_key; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX ix_users_key ON public.users USING btree (key);


--
-- Name: epoch_metrics fk_epoch_metrics_training_runs_training_run_id; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.epoch_metrics
    ADD CONSTRAINT fk_epoch_metrics_training_runs_training_run_id FOREIGN KEY (training_run_id) REFERENCES public.training_runs(id) ON DELETE CASCADE;


--
-- Name: interactions fk_interactions_items_item_id; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.interactions
    ADD CONSTRAINT fk_interactions_items_item_id FOREIGN KEY (item_id) REFERENCES public.items(id) ON DELETE CASCADE;


--
-- Name: interactions fk_interactions_users_user_id; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.interactions
    ADD CONSTRAINT fk_interactions_users_user_id FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;


--
-- Name: item_features fk_item_features_items_item_id; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.item_features
    ADD CONSTRAINT fk_item_features_items_item_id FOREIGN KEY (item_id) REFERENCES public.items(id) ON DELETE CASCADE;


--
-- Name: items fk_items_entities_entity_id; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.items
    ADD CONSTRAINT fk_items_entities_entity_id FOREIGN KEY (entity_id) REFERENCES public.entities(id) ON DELETE SET NULL;


--
-- Name: kg_triples fk_kg_triples_entities_head_id; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.kg_triples
    ADD CONSTRAINT fk_kg_triples_entities_head_id FOREIGN KEY (head_id) REFERENCES public.entities(id) ON DELETE CASCADE;


--
-- Name: kg_triples fk_kg_triples_entities_tail_id; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.kg_triples
    ADD CONSTRAINT fk_kg_triples_entities_tail_id FOREIGN KEY (tail_id) REFERENCES public.entities(id) ON DELETE CASCADE;


--
-- Name: kg_triples fk_kg_triples_relations_relation_id; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.kg_triples
    ADD CONSTRAINT fk_kg_triples_relations_relation_id FOREIGN KEY (relation_id) REFERENCES public.relations(id) ON DELETE CASCADE;


--
-- Name: snapshots fk_snapshots_training_runs_training_run_id; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.snapshots
    ADD CONSTRAINT fk_snapshots_training_runs_training_run_id FOREIGN KEY (training_run_id) REFERENCES public.training_runs(id) ON DELETE SET NULL;


--
-- Name: training_events fk_training_events_training_runs_training_run_id; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.training_events
    ADD CONSTRAINT fk_training_events_training_runs_training_run_id FOREIGN KEY (training_run_id) REFERENCES public.training_runs(id) ON DELETE CASCADE;


--
-- PostgreSQL database dump complete
--


