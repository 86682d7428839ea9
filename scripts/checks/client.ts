// A client in TypeScript, as the mobile backend's programmer would write it on the types that the document gives.
import { readFileSync } from "node:fs";
import createClient from "openapi-fetch";
import type { components, paths } from "./schema";

type User = { username: string; password: string; role: string };

function expect(condition: unknown, found: unknown): asserts condition {
    if (!condition) throw new Error(`unexpected: ${JSON.stringify(found)}`);
}

const baseUrl = process.env["DEMO_BASE_URL"] ?? "";
const users: User[] = JSON.parse(readFileSync(process.env["DEMO_CREDENTIALS"] ?? "", "utf8")).users;
const intake = users.find((user) => user.role === "intake");
expect(intake, users.length);

const api = createClient<paths>({ baseUrl });
const session = await api.POST("/v1/sessions", {
    body: { username: intake.username, password: intake.password },
});
expect(session.data, session.error);
const token = session.data.access_token;
api.use({
    onRequest({ request }) {
        request.headers.set("Authorization", `Bearer ${token}`);
        return request;
    },
});

const agencies = await api.GET("/v1/agencies", {
    params: { query: { government: "63.07", kind: ["department"], limit: 1 } },
    querySerializer: { array: { style: "form", explode: false } },
});
const agency = agencies.data?.items[0];
expect(agency, agencies.error);
const wanted: components["schemas"]["CreateReport"] = {
    intake_kind: "LM",
    channel: "mobile_app",
    respondent_id: agency.id,
    subject: "Klien TypeScript: KTP belum terbit",
    substance: "administrasi_kependudukan",
    account: "Permohonan diajukan tiga bulan lalu dan belum ada jawaban.",
    reporter: { category: "direct_victim", name: "Contoh Pelapor", phone: "0811-0000-0002" },
};
const made = await api.POST("/v1/reports", {
    body: wanted,
    params: { header: { "Idempotency-Key": crypto.randomUUID() } },
});
expect(made.data?.view === "office", made.error);

const read = await api.GET("/v1/reports/{id}", { params: { path: { id: made.data.id } } });
expect(read.data?.view === "office" && read.data.state === "received", read.error ?? read.data);
expect(read.data.subject === wanted.subject, read.data.subject);
const step = {
    params: { path: { id: read.data.id }, header: { "If-Match": `"${read.data.version}"` } },
    body: { transition: "take_up" as const },
};
const taken = await api.POST("/v1/reports/{id}/transitions", step);
expect(taken.data?.to === "formal_verification", taken.error);
const stale = await api.POST("/v1/reports/{id}/transitions", step);
expect(stale.error?.code === "precondition_failed", stale);

const refused = await api.POST("/v1/reports", { body: { ...wanted, subject: "" } });
expect(refused.error?.errors?.[0]?.pointer === "#/subject", refused.error);
const missing = await api.GET("/v1/reports/{id}", {
    params: { path: { id: "01a2103a-27f5-7083-b307-c389e2c1fe49" } },
});
expect(missing.error?.code === "not_found", missing);
console.log(`a TypeScript client recorded ${made.data.id} and took it up`);
