// type-graphql's decorators need it before the first class is declared.
import 'reflect-metadata';
