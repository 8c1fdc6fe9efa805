# bcda-conformance in a container: `serve` for teams that write clients, `check` for teams that run servers.
# Build: docker build --tag bcda-conformance .   Run: docs/container.md
FROM node:24-slim AS build
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY . .
# The empty folder becomes the working folder of the image, with its user as owner.
RUN npm run -s build && npm prune --omit=dev --ignore-scripts --no-audit --no-fund && mkdir /output

FROM node:24-slim
ENV NODE_ENV=production
WORKDIR /app
COPY --from=build /build/package.json /build/LICENSE ./
COPY --from=build /build/node_modules ./node_modules
COPY --from=build /build/dist ./dist
COPY --from=build /build/schemas ./schemas
COPY --from=build /build/reporters/html ./reporters/html
COPY --from=build /build/suites/examples/*.json ./suites/examples/
# It writes nothing but the reports: the root may be read-only, and /output a volume, which begins with the owner of this.
COPY --from=build --chown=node:node /output /output
WORKDIR /output
USER node
EXPOSE 8080
ENTRYPOINT ["node", "/app/dist/bin/bcda-conformance.js"]
CMD ["serve", "--host", "0.0.0.0", "--port", "8080"]
